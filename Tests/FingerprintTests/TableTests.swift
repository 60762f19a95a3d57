import MySQLClient
import SutureCore
import SutureTesting
import Testing

@Suite("Tables")
struct TableTests {
    @Test("changes of rows and tables read as sentences", arguments: await TestServers.all())
    func differences(on server: TestServer) async throws {
        try await server.withSession { session in
            for table in ["courses", "rooms", "students", "users"] {
                try session.execute("CREATE TABLE \(identifier: table) (id INT AUTO_INCREMENT PRIMARY KEY, v INT)")
                try session.execute("INSERT INTO \(identifier: table) (v) VALUES (1), (2), (3)")
            }
            let before = try Fingerprint.take(of: nil, in: session)
            #expect(before.tables.map(\.name) == ["courses", "rooms", "students", "users"])
            #expect(before.tables.map(\.rows) == [3, 3, 3, 3])
            #expect(before.tables.allSatisfy { $0.content.count == 64 && $0.definition.hasPrefix("CREATE TABLE") })
            try session.execute("DELETE FROM courses WHERE id = 2")
            try session.execute("DROP TABLE rooms")
            try session.execute("UPDATE students SET v = 4 WHERE id = 3")
            try session.execute("ALTER TABLE users ADD KEY by_value (v)")
            try session.execute("CREATE TABLE pupils (id INT PRIMARY KEY)")
            let after = try Fingerprint.take(of: nil, in: session)
            #expect(
                after.differences(from: before) == [
                    "rooms: the table is gone", "courses: 3 rows became 2", "pupils: the table is new",
                    "students: content differs", "users: definition differs",
                ]
            )
            #expect(after.differences(from: after).isEmpty)
        }
    }

    @Test("the next AUTO_INCREMENT value is told apart", arguments: await TestServers.all())
    func counter(on server: TestServer) async throws {
        try await server.withSession { session in
            try session.execute("CREATE TABLE users (id INT AUTO_INCREMENT PRIMARY KEY, v INT)")
            try session.execute("INSERT INTO users (v) VALUES (1)")
            let before = try Fingerprint.take(of: nil, in: session)
            try session.execute("INSERT INTO users (v) VALUES (2)")
            try session.execute("DELETE FROM users WHERE v = 2")
            let after = try Fingerprint.take(of: nil, in: session)
            #expect(after.differences(from: before) == ["users: definition differs (AUTO_INCREMENT alone)"])
        }
    }

    @Test(
        "without a primary key the order of rows does not matter, their number does",
        arguments: await TestServers.all()
    )
    func withoutKey(on server: TestServer) async throws {
        try await server.withSession { session in
            let contents = try [
                "(1,'a'), (1,'A'), (2,NULL)", "(2,NULL), (1,'A'), (1,'a')", "(1,'a'), (1,'a'), (2,NULL)",
            ]
            .map { rows in
                try session.execute("CREATE TABLE t (a INT, b VARCHAR(5))")
                try session.execute("INSERT INTO t VALUES \(raw: rows)")
                let fingerprint = try Fingerprint.take(of: nil, in: session)
                try session.execute("DROP TABLE t")
                return fingerprint.tables[0].content
            }
            #expect(contents[0] == contents[1])
            #expect(contents[0] != contents[2])
        }
    }

    @Test("keys of several columns, of text and of beginnings of text are read", arguments: await TestServers.all())
    func keys(on server: TestServer) async throws {
        try await server.withSession { session in
            try session.execute("CREATE TABLE a (x INT, y VARCHAR(9), PRIMARY KEY (y, x))")
            try session.execute("CREATE TABLE b (x VARCHAR(50), PRIMARY KEY (x(3)))")
            try session.execute("CREATE TABLE `c``,d ``` (`e``, f` INT PRIMARY KEY, `☃` INT)")
            try session.execute("INSERT INTO a VALUES (1, 'b'), (2, 'a'), (2, 'b')")
            try session.execute("INSERT INTO b VALUES ('abcd'), ('abd'), ('')")
            try session.execute("INSERT INTO `c``,d ``` VALUES (1, 2), (2, 1)")
            let before = try Fingerprint.take(of: nil, in: session)
            #expect(before.tables.map(\.rows) == [3, 3, 2])
            try session.execute("UPDATE a SET y = 'B' WHERE x = 2 AND y = 'b'")
            try session.execute("UPDATE b SET x = 'abcD' WHERE x = 'abcd'")
            try session.execute("UPDATE `c``,d ``` SET `☃` = 3 WHERE `☃` = 1")
            let after = try Fingerprint.take(of: nil, in: session)
            #expect(
                after.differences(from: before) == [
                    "a: content differs", "b: content differs", "c`,d `: content differs",
                ]
            )
        }
    }

    @Test("empty tables have the hash of nothing", arguments: await TestServers.all())
    func empty(on server: TestServer) async throws {
        try await server.withSession { session in
            try session.execute("CREATE TABLE t (id INT PRIMARY KEY)")
            let table = try Fingerprint.take(of: nil, in: session).tables[0]
            #expect(table.content == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
            #expect(table.rows == 0)
        }
    }
}
