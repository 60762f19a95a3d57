import MySQLClient
import SutureCore
import SutureTesting
import Testing

/// The properties of every merge, over random schemas and random rows.
///
/// `SUTURE_PROPERTY_CASES` sets the number of cases for each server, and `SUTURE_PROPERTY_SEED` the seed of the first;
/// a failure names the seed of its case, which one case with that seed replays.
@Suite struct MergePropertyTests {
    private static let cases = TestSettings.number("SUTURE_PROPERTY_CASES") ?? 500
    private static let seed = TestSettings.number("SUTURE_PROPERTY_SEED") ?? 1

    /// The cases of a server, in two halves beside each other, as nothing else takes so long.
    @Test(arguments: await TestServers.all(), 0..<2)
    func mergesAnySchemaAndTakesItBack(server: TestServer, half: Int) async throws {
        let seeds = (Self.seed..<Self.seed + Self.cases).filter { ($0 - Self.seed) % 2 == half }
        let outcomes = try await RandomCase.run(seeds, on: server) { random, _, comment in
            try await MergeCase(random: random).run(comment)
        }
        let counts = outcomes.map { "\($0.key.rawValue) \($0.value)" }.sorted().joined(separator: ", ")
        print("merge properties on \(server), half \(half): \(counts)")
        // A generator whose cases are mostly refused, or have nothing to merge, would show little.
        if seeds.count >= 100 {
            #expect(outcomes[.merged, default: 0] * 5 > seeds.count * 2)
        }
    }
}

/// A random merge, which is planned, applied, reverted and applied again.
private struct MergeCase {
    enum Outcome: String { case merged, refused, nothing }

    let random: RandomCase

    func run(_ comment: Comment) async throws -> Outcome {
        try await random.install()
        let runner = try random.runner()
        let start = try await random.fingerprint()
        let before = try await random.counts()
        let dangling = try await random.dangling()
        let planned: [PlannedChange]
        let report: RunReport
        do {
            planned = try await runner.plan().flatMap { $0.steps.flatMap(\.changes) }
            report = try await runner.up()
        } catch let error as SutureError where error.outcome == .refused {
            #expect(try await random.fingerprint().differences(from: start) == [], comment)
            return .refused
        } catch MySQLError.Code.noReferencedRow where random.schema.hasBrokenKeys {
            // MariaDB checks a broken key also when another column of its index changes. The applied changes are
            // reverted.
            _ = try await runner.down(.everything)
            #expect(try await random.fingerprint().differences(from: start) == [], comment)
            return .refused
        }
        let changes = report.migrations.flatMap(\.changes)
        #expect(planned == changes, comment)
        #expect(try await runner.verify().flatMap(\.findings) == [], comment)
        // A row whose key was broken before may be deleted.
        #expect(try await random.dangling() <= dangling, comment)
        var expected = before
        for change in changes where change.kind == .delete { expected[change.table, default: 0] -= change.rows }
        for change in changes where change.kind == .insert { expected[change.table, default: 0] += change.rows }
        #expect(try await random.counts() == expected, comment)
        let end = try await random.fingerprint()
        _ = try await runner.down(.everything)
        #expect(try await random.fingerprint().differences(from: start) == [], comment)
        _ = try await runner.up()
        #expect(try await random.fingerprint().differences(from: end) == [], comment)
        return changes.isEmpty ? .nothing : .merged
    }
}
