import Foundation
import MySQLClient
import SutureCore
import SutureTesting
import Testing

@testable import SutureBackup

/// Restores of real backups, and backups that must not be restored.
@Suite(.serialized, .timeLimit(.minutes(120)))
struct RestoreTests {
    /// Runs `body` with the name of a schema that does not exist yet, and drops it afterwards.
    private func withTarget(
        _ backup: BackupCase,
        _ body: @escaping @Sendable (RestoreRequest) async throws -> Void,
        of file: String
    ) async throws {
        let name = backup.database + "_into"
        let request = RestoreRequest(
            configuration: backup.configuration,
            file: file,
            database: name,
            serverProgram: backup.server.program
        )
        let outcome = await Task { try await body(request) }.result
        try await backup.run { try $0.execute("DROP DATABASE IF EXISTS \(identifier: name)") }
        try outcome.get()
    }

    private func restore(_ request: RestoreRequest, on backup: BackupCase) async throws -> RestoreResult {
        let connection = try await Connection.connect(backup.configuration)
        let server = connection.server
        await connection.close()
        return try await Restore.run(request, server: server) { nil }
    }

    private func exists(_ database: String, on backup: BackupCase) async throws -> Bool {
        try await backup.run { session in
            try session.value(
                "SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = \(database)",
                as: Int.self
            ) == 1
        }
    }

    @Test(arguments: await TestServers.all(), Compression.all)
    func isEqualByFingerprint(server: TestServer, compression: Compression) async throws {
        try await BackupCase.with(server) { backup in
            try await backup.run { session in
                try DumpedSchema.fill(session)
                try session.execute("CREATE TABLE parts (id INT PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 3")
                try session.execute("CREATE TABLE places (id INT PRIMARY KEY, g POINT NOT NULL, SPATIAL KEY (g))")
                try session.execute("INSERT INTO places VALUES (1, ST_GeomFromText('POINT(1 2)'))")
                try session.execute("INSERT INTO parts VALUES (1), (2), (3)")
            }
            let result = try await backup.take(backup.request(compression: compression))
            let before = try await backup.run { try SchemaFingerprint.take(in: $0) }
            try await withTarget(
                backup,
                { request in
                    let restored = try await restore(request, on: backup)
                    #expect(restored.comparedTables == before.tables.count)
                    #expect(restored.comparedDefinitions)
                    #expect(restored.replacedDefiners == [])
                    let after = try await backup.run { try SchemaFingerprint.take(of: request.database, in: $0) }
                    #expect(after.differences(from: before) == [])
                    #expect(after.schema == before.schema)
                },
                of: result.file
            )
        }
    }

    @Test(arguments: await TestServers.all())
    func replacesDefinersThatAreNotThere(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await backup.run { session in
                try session.execute("CREATE TABLE t (id INT PRIMARY KEY)")
                try session.execute("INSERT INTO t VALUES (1)")
                for object in [
                    "VIEW seen AS SELECT id FROM t", "PROCEDURE p() SELECT 1",
                    "TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.id = NEW.id",
                    "EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO SELECT 1",
                ] {
                    try session.execute("CREATE \(raw: object)")
                }
            }
            let result = try await backup.take(backup.request())
            // As if the account were dropped meanwhile; the dump program itself refuses a view whose account is
            // missing.
            let text = try String(contentsOfFile: result.file, encoding: .utf8)
                .replacing("`root`@`localhost`", with: "`gone``x`@`%`")
            try rewrite(result, text)
            try await withTarget(
                backup,
                { request in
                    let restored = try await restore(request, on: backup)
                    #expect(restored.replacedDefiners == ["`gone``x`@`%`"])
                    let rows = try await backup.run { session in
                        try session.value("SELECT COUNT(*) FROM \(identifier: request.database).seen", as: Int.self)
                    }
                    #expect(rows == 1)
                },
                of: result.file
            )
        }
    }

    /// Writes another text into the file, and adjusts the manifest to match.
    private func rewrite(_ backup: BackupResult, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: backup.file))
        var manifest = backup.manifest
        var hash = try ContentHash()
        try hash.update(text)
        manifest.sha256 = try hash.finish()
        manifest.bytes = Int64(text.utf8.count)
        manifest.plainBytes = manifest.bytes
        _ = try ManifestFile.write(manifest, beside: backup.file)
    }

    @Test(arguments: await TestServers.all())
    func refusesAFileThatWasCutOrAltered(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await backup.run { try DumpedSchema.fill($0) }
            let result = try await backup.take(backup.request())
            let whole = try Data(contentsOf: URL(fileURLWithPath: result.file))
            let ends = whole.indices.filter { whole[$0] == UInt8(ascii: ";") }.map { $0 + 1 }
            #expect(ends.count > 30)
            var generator = SeededGenerator(seed: 11)
            let randomEnds = (0..<50).map { _ in Int.random(in: 0..<whole.count, using: &generator) }
            try await withTarget(
                backup,
                { request in
                    for end in ends + randomEnds {
                        try whole.prefix(end).write(to: URL(fileURLWithPath: result.file))
                        await #expect(throws: BackupError.self) { _ = try await restore(request, on: backup) }
                    }
                    for position in [0, whole.count / 2, whole.count - 1] + randomEnds.prefix(10) {
                        var altered = whole
                        altered[position] ^= 1
                        try altered.write(to: URL(fileURLWithPath: result.file))
                        let error = try await #require(throws: BackupError.self) {
                            try await restore(request, on: backup)
                        }
                        #expect(error.code == .backupInvalid)
                        #expect(!error.hasChanged)
                    }
                    #expect(try await !exists(request.database, on: backup))
                },
                of: result.file
            )
        }
    }

    /// A cut at a statement's end that the manifest does not show is detected by the last line.
    @Test(arguments: await TestServers.all())
    func refusesACutFileWhoseManifestWasMadeToFit(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await backup.run { try DumpedSchema.fill($0) }
            let result = try await backup.take(backup.request())
            let whole = try String(contentsOfFile: result.file, encoding: .utf8)
            try await withTarget(
                backup,
                { request in
                    for end in whole.indices where whole[end] == ";" {
                        try rewrite(result, String(whole[...end]))
                        await #expect(throws: BackupError.self) { _ = try await restore(request, on: backup) }
                    }
                    #expect(try await !exists(request.database, on: backup))
                },
                of: result.file
            )
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesAManifestOfAnotherDump(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await backup.run { session in
                try session.execute("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20))")
                try session.execute("INSERT INTO t VALUES (1, 'private matter')")
            }
            let result = try await backup.take(backup.request())
            var wrong = result.manifest
            wrong.tables[0].content = String(repeating: "0", count: 64)
            _ = try ManifestFile.write(wrong, beside: result.file)
            try await withTarget(
                backup,
                { request in
                    let error = try await #require(throws: BackupError.self) { try await restore(request, on: backup) }
                    #expect(error.code == .restoreDiffers)
                    #expect(error.details == ["t: content differs"])
                    #expect(error.hasChanged)
                },
                of: result.file
            )
            // A mismatch between the manifest and the file itself is refused before the first statement.
            let other = try await backup.take(backup.request(tables: ["t"])).manifest
            let changes: [@Sendable (inout BackupManifest) -> Void] = [
                { $0 = other }, { $0.bytes += 1 }, { $0.plainBytes -= 1 }, { $0.sha256 = other.sha256 },
                { $0.tables[0].name = "u" }, { $0.tables = [] }, { $0.compression = "xz" }, { $0.format = 99 },
            ]
            try await withTarget(
                backup,
                { request in
                    for (number, change) in changes.enumerated() {
                        var wrong = result.manifest
                        change(&wrong)
                        _ = try ManifestFile.write(wrong, beside: result.file)
                        let error = try await #require(throws: BackupError.self) {
                            try await restore(request, on: backup)
                        }
                        #expect(error.code == .backupInvalid, "\(number): \(error)")
                        #expect(!error.hasChanged)
                    }
                    try Data("{}".utf8).write(to: URL(fileURLWithPath: result.manifestFile))
                    await #expect(throws: BackupError.self) { _ = try await restore(request, on: backup) }
                    #expect(try await !exists(request.database, on: backup))
                },
                of: result.file
            )
            unlink(result.manifestFile)
            try await withTarget(
                backup,
                { request in
                    let error = try await #require(throws: BackupError.self) { try await restore(request, on: backup) }
                    #expect(error.code == .backupInvalid)
                },
                of: result.file
            )
        }
    }

    @Test(arguments: await TestServers.all())
    func leavesASchemaThatIsNotEmptyAlone(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await backup.run { _ = try $0.execute("CREATE TABLE t (id INT PRIMARY KEY)") }
            let result = try await backup.take(backup.request())
            var request = RestoreRequest(
                configuration: backup.configuration,
                file: result.file,
                database: backup.database,
                serverProgram: server.program
            )
            let refused = request
            let error = try await #require(throws: BackupError.self) { try await restore(refused, on: backup) }
            #expect(error.code == .schemaNotEmpty)
            try await backup.run { _ = try $0.execute("INSERT INTO t VALUES (1)") }
            request.replaces = true
            #expect(try await restore(request, on: backup).rows == 0)
        }
    }

    @Test(arguments: await TestServers.all())
    func tellsAFailingStatementWithoutItsValues(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await backup.run { session in
                try session.execute("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20))")
                try session.execute("INSERT INTO t VALUES (4711, 'private matter')")
            }
            let result = try await backup.take(backup.request())
            let text = try String(contentsOfFile: result.file, encoding: .utf8)
            let row = "INSERT INTO `t` VALUES (4711,'private matter');\n"
            try rewrite(result, text.replacing("UNLOCK TABLES;", with: row + "UNLOCK TABLES;"))
            try await withTarget(
                backup,
                { request in
                    let error = try await #require(throws: BackupError.self) { try await restore(request, on: backup) }
                    #expect(error.code == .restoreFailed)
                    #expect(error.details.contains { $0.contains("1062") })
                    #expect(!error.description.contains("private"))
                    #expect(!error.description.contains("4711"))
                },
                of: result.file
            )
        }
    }
}
