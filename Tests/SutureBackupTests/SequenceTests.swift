import Foundation
import MySQLClient
import SutureCore
import SutureTesting
import Testing

@testable import SutureBackup

/// Sequences, which MariaDB has.
@Suite(.serialized, .timeLimit(.minutes(120)))
struct SequenceTests {
    private func identity(_ backup: BackupCase) async throws -> ServerIdentity {
        try await backup.run { $0.server }
    }

    private func withSequence(_ server: TestServer, _ body: @Sendable @escaping (BackupCase) async throws -> Void)
        async throws
    {
        try await BackupCase.with(server) { backup in
            guard try await identity(backup).vendor == .mariadb else { return }
            try await backup.run { session in
                try session.execute("CREATE SEQUENCE numbers START 5 INCREMENT 3")
                try session.execute("CREATE TABLE t (id INT PRIMARY KEY)")
                _ = try session.rows("SELECT NEXTVAL(numbers)")
            }
            try await body(backup)
        }
    }

    @Test(arguments: await TestServers.all())
    func areRestoredAndCompared(server: TestServer) async throws {
        try await withSequence(server) { backup in
            let result = try await backup.take(backup.request())
            #expect(result.manifest.sequences?.map(\.name) == ["numbers"])
            #expect(result.manifest.sequences?.first?.next == 3005)
            #expect(result.manifest.objects.map(\.kind) == ["sequence"])
            var request = RestoreRequest(
                configuration: backup.configuration,
                file: result.file,
                database: backup.database,
                replaces: true
            )
            request.serverProgram = server.program
            let server = try await identity(backup)
            let restoring = request
            _ = try await Restore.run(restoring, server: server) { nil }
            let next: Int64? = try await backup.run { try $0.value("SELECT NEXTVAL(numbers)") }
            #expect(next == 3005)

            var wrong = result.manifest
            wrong.sequences?[0].next = 8
            _ = try ManifestFile.write(wrong, beside: result.file)
            let error = try await #require(throws: BackupError.self) {
                try await Restore.run(restoring, server: server) { nil }
            }
            #expect(error.code == .restoreDiffers)
            #expect(error.details == ["sequence numbers: another next value"])
            wrong.sequences = []
            _ = try ManifestFile.write(wrong, beside: result.file)
            let other = try await #require(throws: BackupError.self) {
                try await Restore.run(restoring, server: server) { nil }
            }
            #expect(other.code == .backupInvalid)
        }
    }

    /// The default of a column contains the schema's name, so a copy beside it would use the same sequence.
    @Test(arguments: await TestServers.all())
    func ofAnotherSchemaAreNotUsedByACopy(server: TestServer) async throws {
        try await withSequence(server) { backup in
            try await backup.run { _ = try $0.execute("ALTER TABLE t ADD n INT DEFAULT (NEXTVAL(numbers))") }
            let result = try await backup.take(backup.request())
            let request = RestoreRequest(
                configuration: backup.configuration,
                file: result.file,
                database: backup.database + "_into"
            )
            let server = try await identity(backup)
            let error = try await #require(throws: BackupError.self) {
                try await Restore.run(request, server: server) { nil }
            }
            #expect(error.code == .invalidRequest)
            #expect(!error.hasChanged)
            let named = try await #require(throws: BackupError.self) {
                try await backup.take(backup.request(tables: ["numbers"]))
            }
            #expect(named.code == .invalidRequest)
        }
    }
}
