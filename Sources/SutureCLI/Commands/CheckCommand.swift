import ArgumentParser
import Foundation
import MySQLClient
import SutureCore

extension WatchTopic: ExpressibleByArgument {}

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Watch whether the database stays as the applied migrations left it; exits with 2 when it does not.",
        discussion: """
            Made to be run again and again: what is found is recorded with the times at which it was first and last there \
            (suture_watch, suture_findings), and an alert is posted once for each change. From how many on a check warns or \
            fails stands in the configuration file, below checks.
            """
    )

    @OptionGroup var options: ConnectionOptions

    @Argument(help: "The checks to make; without any, all of them.")
    var checks: [WatchTopic] = []

    @Option(help: ArgumentHelp("Write the results as JUnit XML too.", valueName: "file"))
    var junit: String?

    @Option(help: ArgumentHelp("Write the results for the textfile collector of Prometheus too.", valueName: "file"))
    var prometheus: String?

    @Option(help: ArgumentHelp("Post one message when checks stand another way than before.", valueName: "url"))
    var alert: String?

    @Option(help: "What the message looks like: json for programs, chat for chat tools.")
    var alertShape: AlertShape?

    @Flag(help: "Write nothing to the database, and alert nobody.")
    var noRecord = false

    @Flag(help: "Make no check, and show what the earlier ones have found.")
    var history = false

    fileprivate struct Object: Encodable {
        struct Check: Encodable {
            let check: WatchTopic
            let status: WatchStatus
            let found: Int
            let since: String?
            let findings: [WatchResult.Item]
        }

        let database: String
        let status: WatchStatus
        let checks: [Check]
        /// The checks whose status has changed since it was last reported.
        let changed: [WatchTopic]
    }

    func validate() throws {
        if noRecord, alert != nil {
            throw ValidationError("--alert tells of changes, so it goes not with --no-record.")
        }
        if history, junit != nil || prometheus != nil || alert != nil || noRecord {
            throw ValidationError("--history makes no check, so it goes with none of the other options.")
        }
    }

    private var topics: [WatchTopic] {
        var named: Set<WatchTopic> = []
        return checks.isEmpty ? WatchTopic.allCases : checks.filter { named.insert($0).inserted }
    }

    func run() async throws {
        if history { return try await showHistory() }
        let status = try await RunnerSession.with(options) { session in
            let alert = try alertTarget(session.sources)
            var results = try await session.runner.watch(topics, thresholds: session.sources.checks)
            var changes: [WatchChange] = []
            if !noRecord { (results, changes) = try await session.runner.recordWatch(results) }
            let database = try await session.connection.run { try $0.database } ?? ""
            try writeFiles(results, database)
            let object = Object(database, results, changed: changes.map(\.result.topic))
            try show(results, object, try await session.emptyState)
            if let alert, !changes.isEmpty {
                let host = ProcessInfo.processInfo.hostName
                try await Alert(database: database, host: host, changes: changes).post(alert.shape, to: alert.webhook)
                try await session.runner.recordTold(changes)
            }
            return object.status
        }
        if status != .ok { throw ExitCode(ExitStatus.findings) }
    }

    private func show(_ results: [WatchResult], _ object: Object, _ emptyState: EmptyState?) throws {
        switch options.format {
        case .json: try JSONOutput.print(object)
        case .text: WatchText.show(results, emptyState)
        }
    }

    private func showHistory() async throws {
        let (history, emptyState) = try await RunnerSession.with(options) { session in
            (try await session.runner.watchHistory(), try await session.emptyState)
        }
        if options.format == .json { return try JSONOutput.print(history) }
        WatchText.show(history, topics, emptyState)
    }

    private func alertTarget(_ sources: ConfigurationSources) throws -> (webhook: Webhook, shape: AlertShape)? {
        guard !noRecord else { return nil }
        if let alert {
            let definition = HookDefinition(kind: .webhook(alert), timeLimit: .seconds(10), place: "--alert")
            return (try Webhook(definition, sources), alertShape ?? .json)
        }
        return try sources.alert.map { (try Webhook($0.webhook, sources), alertShape ?? $0.shape) }
    }

    private func writeFiles(_ results: [WatchResult], _ database: String) throws {
        if let junit { try ReportFile.write(JUnitReport(database: database, results: results).text, to: junit) }
        guard let prometheus else { return }
        let seconds = Int(Date().timeIntervalSince1970)
        let report = PrometheusReport(database: database, results: results, seconds: seconds)
        try ReportFile.write(report.text, to: prometheus)
    }
}

extension CheckCommand.Object {
    fileprivate init(_ database: String, _ results: [WatchResult], changed: [WatchTopic]) {
        self.init(
            database: database,
            status: results.map(\.status).max() ?? .ok,
            checks: results.map {
                Check(check: $0.topic, status: $0.status, found: $0.count, since: $0.since, findings: $0.items)
            },
            changed: changed
        )
    }
}
