internal import MySQLClient

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A server program, and the place of its companions.
struct ServerProgram {
    let path: String

    /// Returns the named program, or those found, the preferred one first.
    ///
    /// A `mysqld` can be of either vendor: on many systems it is another name of `mariadbd`.
    static func find(_ named: String?, of vendor: ServerIdentity.Vendor?) throws -> [ServerProgram] {
        if let named {
            guard isExecutable(named) else {
                throw PrivateServerError(.programNotFound, "\(named) is not a program that can be run.")
            }
            return [ServerProgram(path: named)]
        }
        let names = vendor == .mysql ? ["mysqld"] : ["mariadbd", "mysqld"]
        let folders = searchPath + ["/usr/sbin", "/usr/libexec", "/usr/local/sbin", "/opt/homebrew/bin"]
        let found = folders.flatMap { folder in names.map { "\(folder)/\($0)" } }.filter(isExecutable)
        guard !found.isEmpty else { throw notFound(vendor) }
        return found.map(ServerProgram.init)
    }

    /// Returns the error for a vendor without a program, with the skipped programs.
    static func notFound(_ vendor: ServerIdentity.Vendor?, passedOver: [String] = []) -> PrivateServerError {
        let kind =
            switch vendor {
            case .mysql: "No server program of MySQL (mysqld) was found: install MySQL's server"
            case .mariadb: "No server program of MariaDB (mariadbd) was found: install the package mariadb-server-core"
            case nil:
                "No server program (mariadbd or mysqld) was found: install the package mariadb-server-core "
                    + "(apt-get install mariadb-server-core)"
            }
        let others = Set(passedOver).sorted().joined(separator: ", ")
        let reason = others.isEmpty ? "" : " (of another vendor: \(others))"
        return PrivateServerError(.programNotFound, "\(kind), or name the path of one\(reason).")
    }

    /// The folder that contains `bin`, `sbin` and `share` of the installation.
    private var prefix: String { Self.parent(of: Self.parent(of: resolved)) }

    /// Returns the program that creates MariaDB's first tables.
    func installer() throws -> String {
        let names = ["mariadb-install-db", "mysql_install_db"]
        let folders = ["\(prefix)/bin", "\(prefix)/scripts", Self.parent(of: resolved)] + Self.searchPath
        for folder in folders {
            for name in names where Self.isExecutable("\(folder)/\(name)") { return "\(folder)/\(name)" }
        }
        throw PrivateServerError(
            .programNotFound,
            "mariadb-install-db was not found beside \(path): install the package mariadb-server-core."
        )
    }

    /// Returns the installation's folder, for an installer inside it.
    func baseDirectory(for installer: String) -> String? { installer.hasPrefix(prefix + "/") ? prefix : nil }

    private var resolved: String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    private static var searchPath: [String] {
        getenv("PATH").map { String(cString: $0).split(separator: ":").map(String.init) } ?? []
    }

    private static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }

    private static func parent(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }
}
