import Foundation
import MySQLClient
import SutureTesting
import Testing
import UserStudentSync

/// Many pairs: inconsistencies are counted and listed.
///
/// `SUTURE_PAIRS` sets their number, a multiple of 300. The test prints the time beside that of plain anti-joins in the
/// server's own client, and the growth of the process's memory, which is meaningful only if no other test runs.
@Suite(.serialized) struct LargePairTests {
    private static let pairs = TestSettings.number("SUTURE_PAIRS") ?? 30_000

    @Test(arguments: await TestServers.all()) func countsAndListsWhatIsOutOfStep(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            let count = Self.pairs
            try await fill(test, count)
            let broken = count / 300
            try await test.execute(
                "DELETE FROM students WHERE id % 300 = 1",
                "DELETE FROM users WHERE id % 300 = 2",
                "UPDATE students SET name = 'other' WHERE id % 300 = 3"
            )
            let memory = Self.residentKilobytes
            let clock = ContinuousClock()
            var found: ConsistencyReport?
            var counted = 0
            var times: [(library: Duration, statements: Duration)] = []
            for _ in 1...3 {
                let library = try await clock.measure { found = try await test.sync.validateConsistency() }
                let statements = try clock.measure { counted = try antiJoins(test, server) }
                times.append((library, statements))
            }
            #expect(counted == broken * 3)
            let report = try #require(found)
            #expect(report.usersWithoutStudent == broken)
            #expect(report.studentsWithoutUser == broken)
            #expect(report.mismatched == broken)
            #expect(report.pairsInStep == count - broken * 3)
            var listed = 0
            for try await _ in test.sync.consistencyFindings { listed += 1 }
            #expect(listed == broken * 3)
            let growth = Self.residentKilobytes - memory
            let ratios = times.map { $0.library / $0.statements }.sorted()
            print("\(count) pairs on \(server): \(ratios) times the plain anti-joins, \(growth) kB more memory")
        }
    }

    /// Users and students in step, with the keys 1 to `count`, which is a multiple of 300.
    private func fill(_ test: SyncCase, _ count: Int) async throws {
        try await Connection.withSession(test.configuration) { session in
            var last = 0
            while last < count {
                let next = min(count, max(1_000, last * 2))
                let source: Statement =
                    last == 0
                    ? """
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(raw: String(next)))
                    SELECT i FROM n
                    """
                    : "SELECT id + \(raw: String(last)) AS i FROM users WHERE id <= \(raw: String(next - last))"
                try session.execute(
                    """
                    INSERT INTO users (id, name, email, password, role)
                    SELECT i, CONCAT('name ', i), CONCAT(i, '@example.org'), 'x', 'STUDENT' FROM (\(source)) AS k
                    """
                )
                last = next
            }
            try session.execute(
                "INSERT INTO students (id, name, email, status) SELECT id, name, email, 'ACTIVE' FROM users"
            )
        }
    }

    /// Runs the query that a person would write to count the same, in the server's own client.
    private func antiJoins(_ test: SyncCase, _ server: TestServer) throws -> Int {
        let queries = """
            SELECT COUNT(*) FROM users u LEFT JOIN students s ON s.id = u.id WHERE s.id IS NULL AND u.role = 'STUDENT';
            SELECT COUNT(*) FROM students s LEFT JOIN users u ON u.id = s.id WHERE u.id IS NULL;
            SELECT COUNT(*) FROM students s JOIN users u ON u.id = s.id
              WHERE u.role = 'STUDENT' AND (BINARY u.name <> BINARY s.name OR BINARY u.email <> BINARY s.email);
            SELECT COUNT(*) FROM students s JOIN users u ON u.id = s.id WHERE u.role <> 'STUDENT';
            SELECT COUNT(*) FROM students s JOIN users u ON u.email = s.email WHERE u.id <> s.id;
            SELECT COUNT(*) - COUNT(*) FROM users;
            SELECT COUNT(*) - COUNT(*) FROM students;
            """
        // Debian's mysql is the client of MariaDB; that of MySQL is beside its server.
        let own = server.program.map { URL(fileURLWithPath: $0).deletingLastPathComponent().appending(path: "mysql") }
        let isOwn = own.map { FileManager.default.isExecutableFile(atPath: $0.path) } ?? false
        let client = Process()
        let output = Pipe()
        client.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        client.arguments =
            [isOwn ? own?.path ?? "" : "mariadb", "--no-defaults", "--user=root", "--skip-column-names", "--batch"]
            + [
                "--socket=\(test.configuration.socket ?? "")", "--execute=\(queries)",
                test.configuration.database ?? "",
            ]
        client.standardOutput = output
        try client.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        client.waitUntilExit()
        #expect(client.terminationStatus == 0)
        return text.split(separator: "\n").reduce(0) { $0 + (Int($1) ?? 0) }
    }

    private static var residentKilobytes: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }
}
