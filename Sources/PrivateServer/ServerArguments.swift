#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The command lines of a private server.
struct ServerArguments {
    let program: ServerProgram
    let folder: ServerFolder
    let options: PrivateServer.Options
    let isMariaDB: Bool

    /// The command that creates the first tables.
    ///
    /// A starting MariaDB removes what looks like its own old files from the folder for temporary ones, so each needs
    /// its own folder even here.
    var initializer: [String] {
        get throws {
            guard isMariaDB else {
                return [
                    program.path, "--no-defaults", "--initialize-insecure", "--datadir=\(folder.data)",
                    "--tmpdir=\(folder.temporary)",
                ] + letterCase + user
            }
            let installer = try program.installer()
            let base = program.baseDirectory(for: installer).map { ["--basedir=\($0)"] } ?? []
            return [installer, "--no-defaults"] + base + [
                "--datadir=\(folder.data)", "--tmpdir=\(folder.temporary)", "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--innodb-log-file-size=64M",
            ] + user
        }
    }

    /// The command that runs the server.
    var server: [String] {
        [program.path, "--no-defaults"] + common + (isMariaDB ? mariaDB : mySQL) + network + letterCase + user
            + options.extraArguments
    }

    private var common: [String] {
        [
            "--datadir=\(folder.data)", "--tmpdir=\(folder.temporary)", "--socket=\(folder.socket)",
            "--pid-file=\(folder.processFile)", "--character-set-server=utf8mb4", "--skip-name-resolve",
            "--secure-file-priv=\(folder.temporary)", "--innodb-buffer-pool-size=\(options.bufferPoolSize)",
            // A crash of the process loses nothing with this; only one of the machine would.
            "--innodb-flush-log-at-trx-commit=2",
        ]
    }

    private var mariaDB: [String] { ["--innodb-log-file-size=64M"] }

    private var mySQL: [String] {
        ["--mysqlx=OFF", "--disable-log-bin", "--innodb-redo-log-capacity=128M"]
    }

    /// The option for letter case; MySQL requires the same value as when it created its first tables.
    private var letterCase: [String] {
        options.lowerCaseTableNames.map { ["--lower-case-table-names=\($0)"] } ?? []
    }

    private var network: [String] {
        options.port.map { ["--bind-address=127.0.0.1", "--port=\($0)"] } ?? ["--skip-networking"]
    }

    /// The option for the user: servers refuse to run as root unless it is set.
    private var user: [String] { geteuid() == 0 ? ["--user=root"] : [] }
}
