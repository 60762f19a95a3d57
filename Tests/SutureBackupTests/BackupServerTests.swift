import Foundation
import MySQLClient
import SutureTesting
import Synchronization
import Testing

@testable import SutureBackup

/// Backups of real servers by their own dump programs.
@Suite(.serialized, .timeLimit(.minutes(120)))
struct BackupServerTests {
    @Test(arguments: await TestServers.all())
    func restoresToWhatItWas(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await backup.run { try DumpedSchema.fill($0) }
            let before = try await backup.run { try DumpedSchema.picture(of: $0) }
            let reports = Mutex<[BackupProgress]>([])
            let result = try await backup.take(backup.request()) { progress in
                reports.withLock { $0.append(progress) }
            }

            #expect(result.tables == DumpedSchema.tables)
            #expect(backup.files.map { "\(backup.folder.path)/out/\($0)" } == [result.file, result.manifestFile])
            let attributes = try FileManager.default.attributesOfItem(atPath: result.file)
            #expect(attributes[.size] as? Int64 == result.bytes)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let program = try await backup.dumpProgram()
            #expect(result.program == program.path)
            #expect(result.programVersion == program.version)
            let last = reports.withLock { $0.last }
            #expect(last?.bytes == result.bytes)
            #expect(last?.tables == DumpedSchema.tables.count)
            #expect(last?.totalTables == DumpedSchema.tables.count)

            try await server.withSchema { target in
                try restore(result, to: target)
                let after = try await backup.run(target) { try DumpedSchema.picture(of: $0) }
                #expect(after == before)
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func dumpsAnEmptyDatabase(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            let result = try await backup.take(backup.request())
            #expect(result.tables == [])
            #expect(backup.files.count == 2)
        }
    }

    @Test(arguments: await TestServers.all())
    func readsNoNameAsAnOption(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            let name = "--help-" + backup.database
            try await backup.run { try $0.execute("CREATE DATABASE \(identifier: name)") }
            let outcome = await Task {
                try await backup.run { try $0.execute("CREATE TABLE \(identifier: name).`-t` (id INT)") }
                return try await backup.take(backup.request(database: name, tables: ["-t"]))
            }
            .result
            try await backup.run { try $0.execute("DROP DATABASE \(identifier: name)") }
            let result = try outcome.get()
            #expect(result.tables == ["-t"])
            #expect(backup.files.first?.hasPrefix("%2D-help-") == true)
        }
    }

    @Test(arguments: await TestServers.all())
    func dumpsTheTablesThatAreNamed(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await backup.run { try DumpedSchema.fill($0) }
            let result = try await backup.take(backup.request(tables: ["child", "seen", "-dash"]))
            #expect(result.tables == ["-dash", "child"])
            let text = try String(contentsOfFile: result.file, encoding: .utf8)
            #expect(text.contains("child_insert"))
            #expect(!text.contains("CREATE TABLE `zero`"))
            #expect(!text.contains("PROCEDURE"))
        }
    }

    @Test(arguments: await TestServers.all())
    func connectsWithAPasswordOfEveryCharacter(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await backup.run { _ = try $0.execute("CREATE TABLE t (id INT PRIMARY KEY)") }
            let password = #"p"a'#\s s;é$\\ =[x]\#t!"#
            let result = try await backup.withAccount(password: password, privilege: "ALL") { configuration in
                try await backup.take(backup.request(configuration))
            }
            #expect(result.tables == ["t"])
        }
    }

    /// Feeds a dump to the client that belongs to the dump program.
    private func restore(_ backup: BackupResult, to configuration: ConnectionConfiguration) throws {
        let folder = URL(fileURLWithPath: backup.program).deletingLastPathComponent()
        let name = backup.programVersion.contains("MariaDB") ? "mariadb" : "mysql"
        let process = Process()
        process.executableURL = folder.appendingPathComponent(name)
        process.arguments = [
            "--no-defaults", "--default-character-set=utf8mb4", "--user=\(configuration.user)",
            "--socket=\(try #require(configuration.socket))", try #require(configuration.database),
        ]
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: backup.file))
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
