#if os(Linux)
import Foundation
import MySQLClient
import Testing
import SutureTesting

@testable import SutureBackup

/// The places of the password while a dump is running, and the places without it, according to `/proc`.
@Suite(.serialized, .timeLimit(.minutes(120)))
struct SecretTests {
    /// The observations of the dump program while it ran.
    private struct Sight: Sendable {
        var arguments: [String]
        var environment: String
        var option: String
        var optionFile: String
        var mode: Int?
        var folderMode: Int?
    }

    @Test(arguments: await TestServers.all())
    func isInAFileThatGoesAwayAndNowhereElse(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            let password = "open sesame 4711"
            try await backup.run { _ = try $0.execute("CREATE TABLE t (id INT PRIMARY KEY)") }
            let (found, outcome) = try await backup.withAccount(password: password, privilege: "ALL") { configuration in
                try await backup.whileHeld(at: "t", backup.request(configuration)) { _ in try look(for: backup.database)
                }
            }
            #expect(try outcome.get().tables == ["t"])
            let sight = try #require(found, "the dump runs")
            #expect(sight.arguments.count > 5)
            #expect(!sight.arguments.contains { $0.contains(password) })
            #expect(sight.environment.contains("PATH="))
            #expect(!sight.environment.contains(password))
            #expect(sight.optionFile.contains(password))
            #expect(sight.mode == 0o600)
            #expect(sight.folderMode == 0o700)
            #expect(!FileManager.default.fileExists(atPath: sight.option))
            #expect(!FileManager.default.fileExists(atPath: parent(sight.option)))
        }
    }

    /// Finds the dump program of a database among the processes.
    private func look(for database: String) throws -> Sight? {
        let option = "--defaults-file="
        for process in try FileManager.default.contentsOfDirectory(atPath: "/proc") where Int(process) != nil {
            let arguments = words(of: "/proc/\(process)/cmdline")
            guard arguments.contains(database), let file = arguments.first(where: { $0.hasPrefix(option) }) else {
                continue
            }
            let path = String(file.dropFirst(option.count))
            return Sight(
                arguments: arguments,
                environment: words(of: "/proc/\(process)/environ").joined(separator: "\n"),
                option: path,
                optionFile: try String(contentsOfFile: path, encoding: .utf8),
                mode: mode(path),
                folderMode: mode(parent(path))
            )
        }
        return nil
    }

    private func words(of path: String) -> [String] {
        let data = FileManager.default.contents(atPath: path) ?? Data()
        return data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    private func mode(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int
    }

    private func parent(_ path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().path
    }
}
#endif
