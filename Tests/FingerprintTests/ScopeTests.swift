import MySQLClient
import SutureCore
import SutureTesting
import Testing

@Suite("What is read")
struct ScopeTests {
    @Test("tables are left out by name, and views always", arguments: await TestServers.all())
    func excluding(on server: TestServer) async throws {
        try await server.withSession { session in
            try session.execute("CREATE TABLE kept (id INT PRIMARY KEY)")
            try session.execute("CREATE TABLE suture_history (id INT PRIMARY KEY)")
            try session.execute("CREATE VIEW seen AS SELECT 1")
            let fingerprint = try Fingerprint.take(of: nil, excluding: { $0.hasPrefix("suture_") }, in: session)
            #expect(fingerprint.tables.map(\.name) == ["kept"])
        }
    }

    @Test("a database is read by its name from anywhere", arguments: await TestServers.all())
    func byName(on server: TestServer) async throws {
        try await server.withSchema { configuration in
            let database = try #require(configuration.database)
            var elsewhere = configuration
            elsewhere.database = nil
            let connection = try await Connection.connect(elsewhere)
            try await connection.run { session in
                try session.execute("CREATE TABLE \(identifier: database).t (id INT PRIMARY KEY)")
                try session.execute("INSERT INTO \(identifier: database).t VALUES (1)")
                #expect(try Fingerprint.take(of: database, in: session).tables.map(\.rows) == [1])
                let unnamed = #expect(throws: SutureError.self) { try Fingerprint.take(of: nil, in: session) }
                #expect(unnamed?.code == .noDatabase)
                let unknown = #expect(throws: SutureError.self) { try Fingerprint.take(of: "no such", in: session) }
                #expect(unknown?.code == .noDatabase)
            }
            await connection.close()
        }
    }

    @Test("an open transaction is the snapshot", arguments: await TestServers.all())
    func snapshot(on server: TestServer) async throws {
        try await server.withSchema { configuration in
            let reader = try await Connection.connect(configuration)
            let writer = try await Connection.connect(configuration)
            try await writer.run { session in
                try session.execute("CREATE TABLE t (id INT PRIMARY KEY)")
                try session.execute("INSERT INTO t VALUES (1)")
            }
            try await reader.run { _ = try $0.execute("START TRANSACTION") }
            let first = try await reader.run { try Fingerprint.take(of: nil, in: $0) }
            try await writer.run { _ = try $0.execute("INSERT INTO t VALUES (2)") }
            let second = try await reader.run { try Fingerprint.take(of: nil, in: $0) }
            try await reader.run { _ = try $0.execute("COMMIT") }
            let third = try await reader.run { try Fingerprint.take(of: nil, in: $0) }
            #expect(second == first)
            #expect(third.differences(from: first) == ["t: 1 row became 2"])
            await reader.close()
            await writer.close()
        }
    }
}
