import ArgumentParser
import MySQLClient
import SutureCore

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Whether what the applied migrations promise is so; exits with 2 when it is not.",
        discussion: """
            Retired keys that are in use again are findings too. The probes of the configuration file are tried, and with \
            --smoke its smoke test.
            """
    )

    @OptionGroup var options: ConnectionOptions

    @Flag(help: "Run the smoke test of the configuration file too; nothing is taken back when it fails.")
    var smoke = false

    private struct Object: Encodable {
        let migrations: [MigrationVerification]
        let findings: Int
        let probes: [ProbeResult]
        let redirects: RedirectVerification
    }

    /// The result of a probe, or of the smoke test.
    private struct ProbeResult: Encodable {
        let name: String
        /// The reason for a failure; nil on success.
        let failure: String?
    }

    func run() async throws {
        let (found, redirects, probes, emptyState) = try await RunnerSession.reading(options) { session in
            let smoke = smoke ? try await smokeTest(session) : nil
            return (
                try await session.runner.verify(), try await session.runner.verifyRedirects(),
                try await probe(session, smoke), try await session.emptyState
            )
        }
        let count = found.flatMap(\.findings).count + (redirects.reused.count > 0 ? 1 : 0)
        if options.format == .json {
            try JSONOutput.print(Object(migrations: found, findings: count, probes: probes, redirects: redirects))
        } else {
            PlanText.show(found)
            show(redirects)
            show(probes, findings: count, "\(found.count.of("applied migration")): ", emptyState)
        }
        if count > 0 || probes.contains(where: { $0.failure != nil }) { throw ExitCode(ExitStatus.findings) }
    }

    private func show(_ redirects: RedirectVerification) {
        let kinds = [
            (
                redirects.reused, Terminal.yellow("!"), "is in use again, and stands for another row",
                "are in use again, and stand for other rows"
            ),
            (
                redirects.lost, Terminal.dim("note"), "leads to a row that was deleted since",
                "lead to rows that were deleted since"
            ),
        ]
        for (cases, mark, one, several) in kinds where cases.count > 0 {
            let keys = cases.first.map { "\($0.table) \($0.key) → \($0.survivor)" }.joined(separator: ", ")
            let more = cases.count > cases.first.count ? ", …" : ""
            let text = cases.count.verb(one, several)
            Terminal.print("\(mark) \(cases.count.of("retired key")) \(text): \(keys)\(more)")
        }
    }

    private func show(_ probes: [ProbeResult], findings: Int, _ verified: String, _ emptyState: EmptyState?) {
        let failed = probes.filter { $0.failure != nil }
        for probe in failed { Terminal.print("\(Terminal.red("failed")) \(probe.name): \(probe.failure ?? "")") }
        let rest = probes.isEmpty ? "" : ", \(probes.count - failed.count) of \(probes.count.of("probe")) as expected"
        let isGood = findings == 0 && failed.isEmpty
        let result = "\(verified)\(isGood ? "all is as promised" : findings.of("finding"))\(rest)"
        Terminal.print(EmptyState.remark(result, emptyState))
    }

    private func smokeTest(_ session: RunnerSession) async throws -> any RunHook {
        guard let test = try await session.hookBuilder(BackupOptions(), options).smoke(nil) else {
            throw SutureError.configuration(
                "--smoke",
                "The configuration file declares no smoke test.",
                remedy: "Declare one: smoke, with a command."
            )
        }
        return test
    }

    /// Runs the probes one after the other, and the smoke test last.
    private func probe(_ session: RunnerSession, _ smoke: (any RunHook)?) async throws -> [ProbeResult] {
        var results: [ProbeResult] = []
        for definition in session.sources.probes {
            results.append(
                try await result(definition.name) { try await definition.probe.run(session.configuration) }
            )
        }
        if let smoke {
            results.append(try await result("smoke test") { try await session.runner.tryHook(smoke) })
        }
        return results
    }

    private func result(_ name: String, _ body: () async throws -> Void) async throws -> ProbeResult {
        do {
            try await body()
            return ProbeResult(name: name, failure: nil)
        } catch let error as SutureError where error.outcome != .interrupted {
            return ProbeResult(name: name, failure: error.message)
        } catch let error as MySQLError where !error.isConnectionLoss && error.code != .queryInterrupted {
            // The server's message can hold values of rows.
            return ProbeResult(
                name: name,
                failure: "the server refuses the query (MySQL error \(error.code.rawValue))."
            )
        }
    }
}
