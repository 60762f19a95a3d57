import Foundation
import MySQLClient
import PrivateServer
import SutureTesting
import Testing
import UserStudentSync

/// Rows that come by LOAD DATA, and rows that the server ignores, with the triggers on.
@Suite struct LoadedRowTests {
    @Test(arguments: await TestServers.all())
    func loadedRowsHaveTheirOtherHalves(server: TestServer) async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("suture-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let options = PrivateServer.Options(program: server.program, extraArguments: ["--secure-file-priv="])
        let own = try await PrivateServer.start(options)
        try await Connection.withSession(own.configuration()) { _ = try $0.execute("CREATE DATABASE school") }
        try await SyncCase.with(own.configuration(database: "school")) { test in
            try await test.installTriggers()
            let loads: [(table: Statement, columns: Statement, rows: String, handling: Statement)] = [
                ("users", "(id, name, email, role) SET password = 'x'", "1\tann\ta\tSTUDENT\n2\tbob\tb\tTEACHER\n", ""),
                ("students", "(id, name, email) SET status = 's'", "7\teve\te\n8\tfay\tf\n", ""),
                ("students", "(id, name, email) SET status = 'r'", "7\teva\te\n9\tgus\tg\n", "REPLACE"),
                (
                    "users", "(id, name, email, role) SET password = 'y'", "1\tx\ta\tSTUDENT\n4\tdan\td\tSTUDENT\n",
                    "IGNORE"
                ),
            ]
            for load in loads {
                try Data(load.rows.utf8).write(to: file)
                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
                let path: Statement = "'\(raw: file.path)'"
                try await test.execute(
                    "LOAD DATA INFILE \(path) \(load.handling) INTO TABLE \(load.table) \(load.columns)"
                )
                let report = try await test.sync.validateConsistency()
                #expect(report.isConsistent, "\(load.table) \(load.handling): \(report)")
            }
            let pairs = "SELECT GROUP_CONCAT(s.name ORDER BY id) FROM users JOIN students AS s USING (id)" as Statement
            #expect(try await test.text(pairs) == "ann,dan,eva,fay,gus")
        }
        await own.stop()
    }

    /// The trigger fires before the row, and none fires when the server then ignores it: that is found by its key.
    @Test(arguments: await TestServers.all())
    func findsTheUserOfAStudentThatWasIgnored(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.installTriggers()
            try await test.execute(
                "ALTER TABLE students ADD COLUMN nick VARCHAR(9) NULL UNIQUE",
                "INSERT INTO students (id, name, email, status, nick) VALUES (1, 'ann', 'a', '', 'n')",
                "INSERT IGNORE INTO students (id, name, email, status, nick) VALUES (2, 'bob', 'b', '', 'n')"
            )
            var found: [String] = []
            for try await finding in test.sync.consistencyFindings {
                found.append("\(finding.kind.rawValue) \(try Int(value: finding.key))")
            }
            #expect(found == ["user-without-student 2"])
            // Without IGNORE nothing of the statement remains.
            await #expect(throws: MySQLError.self) {
                try await test.execute(
                    "INSERT INTO students (id, name, email, status, nick) VALUES (3, 'cat', 'c', '', 'n')"
                )
            }
            #expect(try await test.count("users WHERE id = 3") == 0)
        }
    }

    /// The server lets no trigger write a table that the statement reads.
    @Test(arguments: await TestServers.all())
    func refusesToFillOneHalfFromTheOther(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.installTriggers()
            try await test.insertUsers(1)
            let error = await #expect(throws: MySQLError.self) {
                try await test.execute(
                    "INSERT INTO students (id, name, email, status) SELECT id + 9, name, CONCAT(email, 'x'), '' FROM users"
                )
            }
            #expect(error?.code.rawValue == 1442)
            #expect(try await test.sync.validateConsistency().isConsistent)
        }
    }
}
