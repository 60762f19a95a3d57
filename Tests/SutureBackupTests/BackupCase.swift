import Foundation
import MySQLClient
import SutureTesting

@testable import SutureBackup

/// A schema of its own on a real server, and a folder for its backups.
struct BackupCase: Sendable {
    let server: TestServer
    let configuration: ConnectionConfiguration
    let folder: TemporaryFolder

    /// Runs `body` with an empty schema, which is dropped afterwards.
    static func with(
        _ server: TestServer,
        _ body: @Sendable @escaping (BackupCase) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            try await server.withSchema { configuration in
                try await body(BackupCase(server: server, configuration: configuration, folder: folder))
            }
        }
    }

    var database: String {
        configuration.database ?? ""
    }

    /// The files in the directory of the backups.
    var files: [String] {
        folder.files(in: "out")
    }

    /// Returns a request for this schema, with the dump program beside the server.
    func request(
        _ configuration: ConnectionConfiguration? = nil,
        database: String? = nil,
        tables: [String]? = nil,
        program: String? = nil,
        compression: Compression? = Compression.none,
        fingerprints: Bool = true,
        timeLimit: Duration = .seconds(300)
    ) -> BackupRequest {
        BackupRequest(
            configuration: configuration ?? self.configuration,
            database: database ?? self.database,
            directory: "\(folder.path)/out",
            tables: tables,
            program: program,
            serverProgram: server.program,
            compression: compression,
            fingerprints: fingerprints,
            toolVersion: "test",
            timeLimit: timeLimit
        )
    }

    /// Takes a backup like a caller, with the identity of a connection.
    func take(
        _ request: BackupRequest,
        progress: (@Sendable (BackupProgress) -> Void)? = nil
    ) async throws -> BackupResult {
        try await Backup.take(request, server: try await identity(), progress: progress)
    }

    /// Runs `body` on a connection to the schema.
    @discardableResult
    func run<Result: Sendable>(
        _ configuration: ConnectionConfiguration? = nil,
        _ body: @Sendable (Session) throws -> Result
    ) async throws -> Result {
        let connection = try await Connection.connect(configuration ?? self.configuration)
        do {
            let result = try await connection.run(body)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Runs `body` with an account that has one privilege on the schema, and drops it afterwards.
    func withAccount<Result: Sendable>(
        password: String,
        privilege: String,
        _ body: @Sendable (ConnectionConfiguration) async throws -> Result
    ) async throws -> Result {
        let user = "suture_" + database.suffix(16)
        let account = "'\(user)'@'localhost'"
        let quoted = "'" + password.replacing("\\", with: "\\\\").replacing("'", with: "''") + "'"
        try await run { session in
            try session.execute("CREATE USER \(raw: account) IDENTIFIED BY \(raw: quoted)")
            try session.execute("GRANT \(raw: privilege) ON \(identifier: database).* TO \(raw: account)")
        }
        var configuration = configuration
        configuration.user = user
        configuration.password = Secret(password)
        let result: Result
        do {
            result = try await body(configuration)
        } catch {
            try await run { try $0.execute("DROP USER \(raw: account)") }
            throw error
        }
        try await run { try $0.execute("DROP USER \(raw: account)") }
        return result
    }

    /// Returns the dump program that belongs to the server.
    func dumpProgram() async throws -> DumpProgram {
        let vendor: DumpProgram.Vendor = try await identity().vendor == .mariadb ? .mariadb : .mysql
        return try await DumpProgramSearch(vendor: vendor, serverProgram: server.program).find()
    }

    private func identity() async throws -> ServerIdentity {
        let connection = try await Connection.connect(configuration)
        let identity = connection.server
        await connection.close()
        return identity
    }

    /// Runs a backup that waits at `table`, held by a lock, while `body` inspects or disturbs it.
    func whileHeld<Result: Sendable>(
        at table: String,
        _ request: BackupRequest,
        _ body: (Session.Dump) async throws -> Result
    ) async throws -> (seen: Result, backup: Swift.Result<BackupResult, any Error>) {
        let (seen, task) = try await locking(table) {
            let task = Task { try await take(request) }
            do {
                return (try await body(try await waitForDump()), task)
            } catch {
                task.cancel()
                throw error
            }
        }
        return (seen, await task.result)
    }

    /// Runs `body` while another connection holds the table, so that nobody can read it.
    func locking<Result>(_ table: String, _ body: () async throws -> Result) async throws -> Result {
        let holder = try await Connection.connect(configuration)
        try await holder.run { _ = try $0.execute("LOCK TABLES \(identifier: table) WRITE") }
        do {
            let result = try await body()
            await holder.close()
            return result
        } catch {
            await holder.close()
            throw error
        }
    }

    /// Waits until the dump's connection asks for the rows of the table that is held.
    private func waitForDump() async throws -> Session.Dump {
        try await Wait.value("the dump comes to the table") {
            try await run { session in
                try session.rows("SHOW FULL PROCESSLIST")
                    .first { row in
                        // A statement of another test can contain bytes that are not text.
                        guard let text = try? row.get("Info", as: String.self) else { return false }
                        let database = try row.get("db", as: String?.self)
                        return try text.hasPrefix("SELECT /*!40001 SQL_NO_CACHE */") && database == session.database
                    }
                    .map { Session.Dump(connectionID: try $0.get("Id")) }
            }
        }
    }
}

extension Session {
    /// A dump in progress.
    struct Dump: Sendable {
        let connectionID: UInt64
    }
}
