import ArgumentParser
import MySQLClient
import SutureCore

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Whether what the applied migrations promise is so; exits with 2 when it is not.",
        discussion: "The probes of the configuration file are tried too, and with --smoke its smoke test."
    )

    @OptionGroup var options: ConnectionOptions

    @Flag(help: "Run the smoke test of the configuration file too; nothing is taken back when it fails.")
    var smoke = false

    private struct Object: Encodable {
        let migrations: [MigrationVerification]
        let findings: Int
        let probes: [ProbeResult]
    }

    /// What became of a probe, or of the smoke test.
    private struct ProbeResult: Encodable {
        let name: String
        /// Why it is not as expected; nil when it is.
        let failure: String?
    }

    func run() async throws {
        let (found, probes) = try await RunnerSession.with(options) { session in
            let smoke = try smoke ? smokeTest(session) : nil
            return (try await session.runner.verify(), try await probe(session, smoke))
        }
        let failed = probes.filter { $0.failure != nil }
        let count = found.flatMap(\.findings).count
        if options.format == .json {
            try JSONOutput.print(Object(migrations: found, findings: count, probes: probes))
        } else {
            show(found, count, probes, failed)
        }
        if count > 0 || !failed.isEmpty { throw ExitCode(ExitStatus.findings) }
    }

    private func show(
        _ found: [MigrationVerification],
        _ count: Int,
        _ probes: [ProbeResult],
        _ failed: [ProbeResult]
    ) {
        PlanText.show(found)
        for probe in failed { Terminal.print("\(Terminal.red("failed")) \(probe.name): \(probe.failure ?? "")") }
        let rest = probes.isEmpty ? "" : ", \(probes.count - failed.count) of \(probes.count.of("probe")) as expected"
        let verified = found.count.of("applied migration")
        Terminal.print(
            count == 0 && failed.isEmpty
                ? "\(verified): all is as promised\(rest)." : "\(verified): \(count.of("finding"))\(rest)."
        )
    }

    private func smokeTest(_ session: RunnerSession) throws -> any RunHook {
        guard let test = try session.hookBuilder(BackupOptions(), options).smoke(nil) else {
            throw SutureError.configuration(
                "--smoke",
                "The configuration file declares no smoke test.",
                remedy: "Declare one: smoke, with a command."
            )
        }
        return test
    }

    /// Tries the probes one after the other, and the smoke test last.
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
            // The server's words can hold values of rows.
            return ProbeResult(
                name: name,
                failure: "the server refuses the query (MySQL error \(error.code.rawValue))."
            )
        }
    }
}
