import MySQLClient
import SutureCore
import SutureTesting
import Testing

@Suite("The smallest changes")
struct SingleByteTests {
    @Test("are seen in every kind of column", arguments: await TestServers.all())
    func seesEveryKind(on server: TestServer) async throws {
        try await server.withTypedTable { session in
            let before = try Fingerprint.take(of: nil, in: session)
            for change in Typed.smallestChanges {
                try session.undoing {
                    try session.execute("UPDATE typed SET \(raw: change) WHERE id = 1")
                    let after = try Fingerprint.take(of: nil, in: session)
                    #expect(after.differences(from: before) == ["typed: content differs"], "\(change)")
                }
            }
            #expect(try Fingerprint.take(of: nil, in: session) == before, "all of it was undone")
        }
    }

    @Test("are seen between values that look alike", arguments: await TestServers.all())
    func seesLookalikes(on server: TestServer) async throws {
        try await server.withTypedTable { session in
            for (one, other) in Typed.likelyMistakes {
                try session.undoing {
                    try session.execute("UPDATE typed SET \(raw: one) WHERE id = 1")
                    let before = try Fingerprint.take(of: nil, in: session)
                    try session.execute("UPDATE typed SET \(raw: other) WHERE id = 1")
                    let after = try Fingerprint.take(of: nil, in: session)
                    #expect(after.differences(from: before) == ["typed: content differs"], "\(one) -> \(other)")
                    try session.execute("UPDATE typed SET \(raw: one) WHERE id = 1")
                    #expect(try Fingerprint.take(of: nil, in: session) == before, "\(one)")
                }
            }
        }
    }

    @Test("tell an invalid ENUM value from an empty label", arguments: await TestServers.all())
    func seesInvalidEnum(on server: TestServer) async throws {
        try await server.withTypedTable { session in
            try session.execute("UPDATE typed SET en = '' WHERE id = 1")
            let before = try Fingerprint.take(of: nil, in: session)
            try session.execute("SET SESSION sql_mode = ''")
            try session.execute("UPDATE typed SET en = 'no such label' WHERE id = 1")
            let number = try session.value("SELECT CAST(en AS UNSIGNED) FROM typed WHERE id = 1", as: Int.self)
            #expect(number == 0, "the server stored the invalid value")
            let after = try Fingerprint.take(of: nil, in: session)
            #expect(after.differences(from: before) == ["typed: content differs"])
        }
    }

    @Test("are seen when two rows swap their values", arguments: await TestServers.all())
    func seesSwap(on server: TestServer) async throws {
        try await server.withTypedTable { session in
            let before = try Fingerprint.take(of: nil, in: session)
            try session.execute("UPDATE typed SET v = IF(id = 1, 'c', 'ab')")
            let after = try Fingerprint.take(of: nil, in: session)
            #expect(after.differences(from: before) == ["typed: content differs"])
        }
    }

    @Test("are not made up by the session's time zone", arguments: await TestServers.all())
    func ignoresTimeZone(on server: TestServer) async throws {
        try await server.withTypedTable { session in
            let before = try Fingerprint.take(of: nil, in: session)
            try session.execute("SET SESSION time_zone = '+05:30'")
            #expect(try Fingerprint.take(of: nil, in: session) == before)
        }
    }

    @Test("are seen in a generated column whose expression changed", arguments: await TestServers.all())
    func seesGeneratedColumns(on server: TestServer) async throws {
        try await server.withTypedTable { session in
            let before = try Fingerprint.take(of: nil, in: session)
            try session.execute(
                "ALTER TABLE typed MODIFY virtual_ VARCHAR(120) GENERATED ALWAYS AS (CONCAT(v, '.')) VIRTUAL"
            )
            let after = try Fingerprint.take(of: nil, in: session)
            #expect(after.differences(from: before) == ["typed: content differs", "typed: definition differs"])
        }
    }
}
