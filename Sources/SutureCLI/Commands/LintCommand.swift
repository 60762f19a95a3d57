import ArgumentParser
import Foundation
import MySQLClient
import SutureCore

struct LintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Look at the migrations without running them; exits with 2 for warnings and errors.",
        discussion: """
            Without a connection, all migrations of the build are looked at. With one, those that are not applied, against \
            the schema as it is now, with the checks that up does before it begins; no row is read.
            """
    )

    @OptionGroup var options: ConnectionOptions

    @Flag(help: "Look at the migrations alone, even when a connection is configured.")
    var offline = false

    @Option(help: "Only versions newer than this one.")
    var after: MigrationVersion?

    private struct Object: Encodable {
        let findings: [LintFinding]
        let errors: Int
        let warnings: Int
        let infos: Int
        let database: String?
    }

    func run() async throws {
        let sources = try options.sources()
        let configuration = try connection(sources)
        let findings = try await findings(configuration, sources)
        let counts = [LintRemark.Level.error, .warning, .info]
            .map { level in findings.filter { $0.level == level }.count }
        if options.format == .json {
            try JSONOutput.print(
                Object(
                    findings: findings,
                    errors: counts[0],
                    warnings: counts[1],
                    infos: counts[2],
                    database: configuration?.database
                )
            )
        } else {
            show(findings)
            let place = configuration?.database.map { "against \($0)" } ?? "without a connection"
            let found = zip(counts, ["error", "warning", "remark"]).filter { $0.0 > 0 }.map { $0.0.of($0.1) }
            Terminal.print("\(found.isEmpty ? "Nothing was found" : found.joined(separator: ", ")), \(place).")
        }
        for finding in findings { annotate(finding) }
        if counts[0] + counts[1] > 0 { throw ExitCode(ExitStatus.findings) }
    }

    /// Returns the connection, if one is given or configured with a database.
    private func connection(_ sources: ConfigurationSources) throws -> ConnectionConfiguration? {
        guard !offline else { return nil }
        let url = try sources.text(.url, flag: options.url)
        let isGiven = try url != nil || sources.text(.defaultsFile, flag: options.defaultsFile) != nil
        do {
            let found = try options.configuration(sources)
            return isGiven || found.database != nil ? found : nil
        } catch let error as MySQLError where error.code == .invalidConfiguration && !isGiven {
            return nil
        }
    }

    private func findings(
        _ configuration: ConnectionConfiguration?,
        _ sources: ConfigurationSources
    ) async throws -> [LintFinding] {
        let migrations = SutureTool.migrations
        let alone = Lint(migrations).findings { version in after.map { $0 < version } ?? true }
        // Errors that no runner would accept are reported without one.
        guard let configuration, (try? MigrationCatalog(migrations)) != nil else { return alone }
        return try await RunnerSession.with(configuration, options.settings(sources), sources, showsProgress: false) {
            try await $0.runner.lint(after: after)
        }
    }

    private func show(_ findings: [LintFinding]) {
        for finding in findings {
            let step = finding.step.map { ", step \($0) (\(finding.kind ?? ""))" } ?? ""
            let mark =
                switch finding.level {
                case .error: Terminal.red("error")
                case .warning: Terminal.yellow("warning")
                case .info: Terminal.dim("info")
                }
            Terminal.print("\(Terminal.bold(finding.file))\(step)")
            Terminal.print("  \(mark): \(finding.text)  \(Terminal.dim(finding.code))")
            if !finding.remedy.isEmpty { Terminal.print("    → \(finding.remedy)") }
        }
        if !findings.isEmpty { Terminal.print() }
    }

    private func annotate(_ finding: LintFinding) {
        let level: GitHubAnnotation.Level =
            switch finding.level {
            case .error: .error
            case .warning: .warning
            case .info: .notice
            }
        let path = "Migrations/\(finding.file)"
        let file = FileManager.default.fileExists(atPath: path) ? path : finding.file
        let step = finding.step.map { "Step \($0): " } ?? ""
        GitHubAnnotation.write(level, finding.code, "\(step)\(finding.text) \(finding.remedy)", file: file)
    }
}
