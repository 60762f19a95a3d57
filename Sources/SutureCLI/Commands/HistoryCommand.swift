import ArgumentParser
import SutureCore

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Every application and rollback, oldest first."
    )

    @OptionGroup var options: ConnectionOptions

    fileprivate struct Object: Encodable {
        struct Entry: Encodable {
            let version: MigrationVersion
            let name: String
            let state: String
            let startedAt: String
            let finishedAt: String?
            let revertedAt: String?
            let milliseconds: Int
            let account: String
            let host: String
            let toolVersion: String
            let checksum: String
            let backup: String?
            let run: Int64
        }

        let applications: [Entry]
    }

    func run() async throws {
        let (history, emptyState) = try await RunnerSession.reading(options) { session in
            (try await session.runner.history(), try await session.emptyState)
        }
        if options.format == .json {
            try JSONOutput.print(Object(applications: history.map(Object.Entry.init(entry:))))
            return
        }
        guard !history.isEmpty else {
            Terminal.print(EmptyState.reason("Nothing was applied yet", emptyState))
            return
        }
        var table = TextTable(rightAligned: [4])
        table.add("version", "state", "started (UTC)", "reverted (UTC)", "took", "by", "name")
        for entry in history {
            table.add(
                entry.version.description,
                entry.state.rawValue,
                entry.startedAt,
                entry.revertedAt ?? "",
                Duration.milliseconds(entry.milliseconds).readable,
                "\(entry.account) from \(entry.host)",
                entry.name
            )
        }
        Terminal.print(table.text)
    }
}

extension HistoryCommand.Object.Entry {
    fileprivate init(entry: HistoryEntry) {
        self.init(
            version: entry.version,
            name: entry.name,
            state: entry.state.rawValue,
            startedAt: entry.startedAt,
            finishedAt: entry.finishedAt,
            revertedAt: entry.revertedAt,
            milliseconds: entry.milliseconds,
            account: entry.account,
            host: entry.host,
            toolVersion: entry.toolVersion,
            checksum: entry.checksum,
            backup: entry.backup,
            run: entry.run
        )
    }
}
