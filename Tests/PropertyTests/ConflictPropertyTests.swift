import MySQLClient
import SutureCore
import SutureTesting
import Testing

/// The properties of every rollback of a merge after which another session wrote: no edit is lost unless that was
/// requested, and then it is saved in a table.
///
/// The settings are those of the properties of merges.
@Suite struct ConflictPropertyTests {
    private static let cases = TestSettings.number("SUTURE_PROPERTY_CASES") ?? 150
    private static let seed = TestSettings.number("SUTURE_PROPERTY_SEED") ?? 1

    @Test(arguments: await TestServers.all())
    func noEditIsLost(server: TestServer) async throws {
        let outcomes = try await RandomCase.run(Self.seed..<Self.seed + Self.cases, on: server) {
            random,
            seed,
            comment in
            try await ConflictCase(random: random, seed: seed, comment: comment).run()
        }
        print("conflict properties on \(server): \(outcomes)")
        if Self.cases >= 100 {
            #expect(outcomes[.stopped, default: 0] > 0)
            #expect(outcomes[.kept, default: 0] > 0)
            #expect(outcomes[.overwritten, default: 0] > 0)
        }
    }
}

/// A random merge, random edits after it, and its rollback under one of the policies.
private struct ConflictCase {
    enum Outcome: String { case notMerged, clean, stopped, kept, overwritten, refused }

    let random: RandomCase
    let seed: UInt64
    let comment: Comment

    private var policy: ConflictPolicy {
        [.stop, .keep, .restore][Int(seed % 3)]
    }

    func run() async throws -> Outcome {
        try await random.install()
        let runner = try random.runner()
        let start = try await RowSnapshot.read(random)
        do {
            guard try await runner.up().migrations.contains(where: { !$0.changes.isEmpty }) else { return .notMerged }
        } catch let error as SutureError where error.outcome == .refused {
            return .notMerged
        } catch MySQLError.Code.noReferencedRow where random.schema.hasBrokenKeys {
            return .notMerged
        }
        let merged = try await RowSnapshot.read(random)
        var edits = RandomEdits(random, seed: seed)
        try await edits.make(merged, since: start)
        let edited = try await RowSnapshot.read(random)
        var request = DownRequest.everything
        let conflicts = try await runner.planDown(request).conflicts.rows
        request.conflictPolicy = policy
        do {
            _ = try await runner.down(request)
        } catch let error as SutureError where error.outcome == .refused {
            #expect(error.code == .conflict, "\(error) \(comment)")
            // Only some of the conflicts stop `restore`.
            let told = Int(error.message.prefix { $0.isNumber }) ?? 0
            #expect(policy == .stop ? told == conflicts : (1...conflicts).contains(told), "\(error.message) \(comment)")
            #expect(policy != .keep, "\(error.message) \(comment)")
            #expect(try await RowSnapshot.read(random) == edited, comment)
            return policy == .stop ? .stopped : .refused
        }
        #expect(conflicts == 0 || policy != .stop, comment)
        let end = try await RowSnapshot.read(random)
        let written = edited.written(since: merged)
        let lost = written.filter { end.cells[$0.key] != .some($0.value) }
        if policy == .restore {
            for (cell, value) in lost {
                #expect(try await isKept(cell, value), "\(cell.table).\(cell.column) \(comment)")
            }
        } else {
            #expect(lost.isEmpty, "\(lost.keys.map { "\($0.table).\($0.column)" }) \(comment)")
        }
        for (table, key) in edited.deleted(since: merged) {
            #expect(end.rows[table]?.contains(key) != true, "a deleted row of \(table) came back, \(comment)")
        }
        if conflicts == 0 {
            // Everything else is as it was at the start.
            for (cell, value) in end.cells where written[cell] == nil {
                #expect(start.cells[cell] == .some(value), "\(cell.table).\(cell.column) \(comment)")
            }
            return .clean
        }
        return policy == .keep ? .kept : .overwritten
    }

    /// Returns whether a value is in one of the tables of overwritten rows.
    private func isKept(_ cell: RowSnapshot.Cell, _ value: String?) async throws -> Bool {
        try await random.connection.run { session in
            let tables: [String] =
                try session.rows(
                    """
                    SELECT TABLE_NAME AS name FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()
                    AND TABLE_NAME LIKE 'suture\\_overwritten\\_%' AND COLUMN_NAME = \(cell.column)
                    """
                )
                .map { try $0.get("name") }
            return try tables.contains { table in
                try session.firstRow(
                    """
                    SELECT 1 FROM \(identifier: table) WHERE HEX(CAST(id AS BINARY)) = \(cell.key)
                    AND HEX(CAST(\(identifier: cell.column) AS BINARY)) <=> \(value)
                    """
                ) != nil
            }
        }
    }
}
