import Foundation
import MySQLClient
import PrivateServer
import SchoolSample
import SutureBackup
import SutureCore

/// The stages of the demo, each with a heading that describes it.
struct DemoStages {
    let session: RunnerSession
    let server: PrivateServer
    let scale: Int

    func run(_ summary: inout DemoSummary) async throws {
        let rows = try await install(&summary)
        let start = try await fingerprint()
        let digest = try await digest()

        heading("analyze", "What is wrong: duplicates, orphans, pairs out of step, missing constraints.")
        let found = try await timed { try await session.runner.analyze(showsValues: true) }
        PlanText.show(found.value)
        summary.add("analyze", "\(found.value.flatMap(\.findings).count.of("kind")) of trouble", found.duration)

        heading(
            "plan",
            "What up would change, row for row. Later versions depend on earlier ones, so this plan is made exactly, "
                + "on a copy."
        )
        let plan = try await timed { try await session.runner.exactPlan() }
        PlanText.show(plan.value, verb: "planned")
        summary.add("plan", Self.rows(plan.value), plan.duration)

        heading("backup", "A dump by the server's own program, refused when it is not whole.")
        let folder = server.directory + "/backups"
        let request = BackupRequest(
            configuration: session.configuration,
            database: session.configuration.database ?? "",
            directory: folder
        )
        let backup = try await Backup.take(request, server: session.connection.server)
        Terminal.print(
            "  \(Int(backup.bytes).grouped) bytes, \(backup.tables.count.of("table")), by \(backup.programVersion)"
        )
        summary.add("backup", "\(Int(backup.bytes).grouped) bytes", backup.duration)

        heading("up", "Every change is journalled in the same transaction, chunk by chunk.")
        Terminal.print("  fingerprint before  \(digest)")
        let up = try await timed { try await session.runner.up() }
        PlanText.show(up.value, verb: "applied")
        let asPlanned = up.value.totals == plan.value.totals
        Terminal.print(mark(asPlanned, "changed exactly what was planned", "changed something else than was planned"))
        summary.add("up", "\(Self.rows(up.value)), \(asPlanned ? "as planned" : "NOT as planned")", up.duration)
        let first = try await fingerprint()

        heading("verify", "Is it so now?")
        let verified = try await timed { try await session.runner.verify() }
        PlanText.show(verified.value)
        let isClean = verified.value.allSatisfy(\.findings.isEmpty)
        summary.add("verify", isClean ? "all as promised" : "NOT as promised", verified.duration)

        heading("down", "Everything is taken back, from the journal.")
        var all = DownRequest()
        all.extent = .to(MigrationVersion(0))
        let request2 = all
        let down = try await timed { try await session.runner.down(request2) }
        PlanText.show(down.value, verb: "taken back")
        let end = try await fingerprint()
        let digestAfter = try await self.digest()
        Terminal.print("  fingerprint after   \(digestAfter)")
        let isBack = show(
            end.differences(from: start) + (digestAfter == digest ? [] : ["the fingerprint is another one"]),
            "every byte of \(rows.grouped) rows and every table definition is as at the start"
        )
        summary.add("down", isBack ? "every byte as at the start" : "NOT as at the start", down.duration)

        heading("up again", "And it ends where the first one ended.")
        let again = try await timed { try await session.runner.up() }
        let second = try await fingerprint()
        let isSame = show(second.differences(from: first), "every byte is as after the first up")
        summary.add("up again", isSame ? "every byte as after the first" : "NOT as after the first", again.duration)
        guard asPlanned, isClean, isBack, isSame else {
            throw SutureError(
                .verificationFailed,
                "The demo did not end as it should.",
                remedy: "Please report this with the output above.",
                outcome: .failed
            )
        }
    }

    private func install(_ summary: inout DemoSummary) async throws -> Int {
        let name = "\(session.connection.server.vendor.rawValue) \(session.connection.server.versionText)"
        heading(
            "sample",
            "A school platform gone bad, \(scale == 1 ? "once" : "\(scale.grouped) times over"), on a private \(name)."
        )
        let sample = SchoolSample(scale: scale)
        let installed = try await timed {
            try await session.connection.run { session in
                try sample.install(in: session)
                return try SchoolSample.tables.reduce(0) { sum, table in
                    sum + (try session.value("SELECT COUNT(*) FROM \(identifier: table)", as: Int.self) ?? 0)
                }
            }
        }
        Terminal.print("  \(installed.value.grouped) rows in \(SchoolSample.tables.count) tables")
        summary.add("sample", "\(installed.value.grouped) rows", installed.duration)
        return installed.value
    }

    private func timed<Value: Sendable>(
        _ work: () async throws -> Value
    ) async throws -> (value: Value, duration: Duration) {
        let clock = ContinuousClock()
        let start = clock.now
        let value = try await work()
        return (value, clock.now - start)
    }

    private func heading(_ name: String, _ text: String) {
        Terminal.print()
        Terminal.print("\(Terminal.bold("── \(name)"))  \(text)")
    }

    private func mark(_ isGood: Bool, _ good: String, _ bad: String) -> String {
        isGood ? "\(Terminal.green("✓")) \(good)" : "\(Terminal.red("✗")) \(bad)"
    }

    /// Shows differences; returns true if there are none.
    private func show(_ differences: [String], _ good: String) -> Bool {
        Terminal.print(mark(differences.isEmpty, good, "there are differences:"))
        for difference in differences { Terminal.print("    \(difference)") }
        return differences.isEmpty
    }

    private static func rows(_ report: RunReport) -> String {
        "\(report.totals.reduce(0) { $0 + $1.rows }.grouped) rows in \(report.migrations.count.of("migration"))"
    }
}
