import MySQLClient
import SutureCore
import SutureTesting
import Testing

@Suite("Fingerprints of a whole schema")
struct SchemaFingerprintTests {
    @Test("have the same contents on every server")
    func acrossVendors() async throws {
        var contents: Set<[SchemaFingerprint.Table]> = []
        for server in await TestServers.all() {
            let fingerprint = try await server.withSession { session in
                try session.execute(Statement(Typed.definition))
                for row in Typed.rows {
                    try session.execute("INSERT INTO typed (\(raw: Typed.columns)) VALUES \(raw: row)")
                }
                try session.execute("CREATE TABLE named (id BIGINT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(80))")
                try session.execute("INSERT INTO named (name) VALUES ('naïve 語 😀'), (NULL), (''), ('b')")
                return try SchemaFingerprint.take(in: session)
            }
            contents.insert(
                fingerprint.tables.map { table in
                    var table = table
                    table.definition = ""
                    return table
                }
            )
        }
        #expect(contents.count == 1)
        #expect(contents.first?.map(\.rows) == [4, 2])
    }

    @Test("see changes of every kind of object, and of nothing else", arguments: await TestServers.all())
    func objects(on server: TestServer) async throws {
        try await server.withSession { session in
            try session.execute("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v INT) PARTITION BY HASH (id)")
            try session.execute("CREATE TABLE suture_history (id INT PRIMARY KEY)")
            try session.execute("CREATE VIEW seen AS SELECT id FROM t")
            try session.execute("CREATE TRIGGER noticed BEFORE INSERT ON t FOR EACH ROW SET NEW.v = 1")
            try session.execute("CREATE PROCEDURE p(a INT) SELECT a")
            try session.execute("CREATE FUNCTION f(a INT) RETURNS INT DETERMINISTIC RETURN 1")
            try session.execute("CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO SELECT 1")
            let before = try SchemaFingerprint.take(in: session)
            #expect(before.tables.map(\.name) == ["t"])
            #expect(
                before.objects.map(\.title) == ["event e", "function f", "procedure p", "trigger noticed", "view seen"]
            )
            try session.execute("INSERT INTO t (v) VALUES (1)")
            try session.execute("DELETE FROM t")
            #expect(try SchemaFingerprint.take(in: session) == before, "the counter alone has changed")

            try session.execute("DROP PROCEDURE p")
            try session.execute("CREATE PROCEDURE p(a BIGINT) SELECT a")
            try session.execute("DROP TRIGGER noticed")
            try session.execute("CREATE VIEW other AS SELECT 1 AS one")
            try session.execute("CREATE OR REPLACE VIEW seen AS SELECT id, v FROM t")
            let after = try SchemaFingerprint.take(in: session)
            #expect(
                after.differences(from: before) == [
                    "procedure p: definition differs", "trigger noticed: is gone", "view other: is new",
                    "view seen: definition differs",
                ]
            )
            #expect(after.schema != before.schema)
        }
    }

    @Test("do not depend on the schema's name", arguments: await TestServers.all())
    func names(on server: TestServer) async throws {
        var hashes: Set<String> = []
        for _ in 0..<2 {
            let fingerprint = try await server.withSession { session in
                try session.execute("CREATE TABLE t (id INT PRIMARY KEY)")
                try session.execute("CREATE VIEW seen AS SELECT id FROM t")
                return try SchemaFingerprint.take(in: session)
            }
            hashes.insert(fingerprint.schema)
        }
        #expect(hashes.count == 1)
    }
}
