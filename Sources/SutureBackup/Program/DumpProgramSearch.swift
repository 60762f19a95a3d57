import Foundation

/// Finds the dump program, or the client program, that fits a server.
struct DumpProgramSearch {
    /// The purpose of a program.
    enum Role {
        case dump
        case client

        /// Returns the names of the programs of a vendor, the preferred one first.
        func names(of vendor: DumpProgram.Vendor) -> [String] {
            let names = self == .dump ? ["mariadb-dump", "mysqldump"] : ["mariadb", "mysql"]
            return vendor == .mariadb ? names : names.reversed()
        }

        var noun: String { self == .dump ? "dump program" : "client program" }
    }

    /// The vendor of the server.
    var vendor: DumpProgram.Vendor
    /// The requested program: then only that one is used, whatever its vendor.
    var program: String?
    /// The server program whose folder is searched first.
    var serverProgram: String?
    /// The purpose of the program.
    var role = Role.dump
    /// The folders to search, in order.
    var folders: [String] = Self.foldersOfPath()

    /// Returns the absolute folders in `PATH`.
    static func foldersOfPath(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> [String] {
        (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":").map(String.init)
            .filter { $0.hasPrefix("/") }
    }

    /// The paths that may hold the program, best first.
    var candidates: [String] {
        if let program {
            return program.contains("/") ? [program] : folders.map { "\($0)/\(program)" }
        }
        let beside = serverProgram.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }
        return role.names(of: vendor)
            .flatMap { name in ((beside.map { [$0] } ?? []) + folders).map { "\($0)/\(name)" } }
    }

    /// Returns the program of the server's own vendor; for MySQL, MariaDB's if it is the only one.
    ///
    /// MariaDB's program dumps a MySQL server well; MySQL's own queries a MariaDB server for tables that it does not
    /// have.
    ///
    /// - Throws: `BackupError` with `.programNotFound` and the places searched.
    func find() async throws -> DumpProgram {
        var fallback: DumpProgram?
        for path in candidates where Self.isExecutable(path) {
            guard let found = try await DumpProgramVersion.ask(path) else { continue }
            if program != nil || found.vendor == vendor {
                return found
            }
            fallback = fallback ?? found
        }
        if let fallback, vendor == .mysql {
            return fallback
        }
        throw BackupError(
            .programNotFound,
            program.map { "\($0) is not a \(role.noun) that can be run." }
                ?? "No \(role.noun) for \(vendor.rawValue) was found.",
            remedy: vendor == .mariadb
                ? "Install \(role.names(of: vendor)[0]) (Debian: mariadb-client), or name the program."
                : "Install \(role.names(of: vendor)[0]) (MySQL's client programs), or name the program.",
            details: fallback.map { ["\($0.path) is \($0.vendor.rawValue)'s and does not fit the server."] } ?? []
        )
    }

    /// Returns whether a path is that of a program.
    static func isExecutable(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
            && FileManager.default.isExecutableFile(atPath: path)
    }
}
