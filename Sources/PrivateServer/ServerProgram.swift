#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A server program and where its companions are.
struct ServerProgram {
    let path: String

    /// The program that was named, or the first that is found.
    static func find(_ named: String?) throws -> ServerProgram {
        if let named {
            guard isExecutable(named) else {
                throw PrivateServerError(.programNotFound, "\(named) is not a program that can be run.")
            }
            return ServerProgram(path: named)
        }
        for folder in searchPath + ["/usr/sbin", "/usr/libexec", "/usr/local/sbin", "/opt/homebrew/bin"] {
            for name in ["mariadbd", "mysqld"] where isExecutable("\(folder)/\(name)") {
                return ServerProgram(path: "\(folder)/\(name)")
            }
        }
        throw PrivateServerError(
            .programNotFound,
            "No server program (mariadbd or mysqld) was found: install the package mariadb-server-core "
                + "(apt-get install mariadb-server-core), or name the path of one."
        )
    }

    /// The folder that holds `bin`, `sbin` and `share` of the installation.
    private var prefix: String { Self.parent(of: Self.parent(of: resolved)) }

    /// The program that creates MariaDB's first tables.
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

    /// The installation's folder, for an installer that lies in it.
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
