import ArgumentParser
import SutureCore

struct JournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "What is kept so that versions can be taken back, and what it takes up.",
        subcommands: [ListCommand.self, PruneCommand.self],
        defaultSubcommand: ListCommand.self
    )

    struct ListCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "The journal of each version, oldest first."
        )

        @OptionGroup var options: ConnectionOptions

        func run() async throws {
            let (journals, emptyState) = try await RunnerSession.with(options) { session in
                (try await session.runner.journals(), try await session.emptyState)
            }
            if options.format == .json {
                try JSONOutput.print(JournalObject(journals))
            } else if journals.isEmpty {
                Terminal.print(EmptyState.reason("No journal is kept", emptyState))
            } else {
                Terminal.print(journals.text)
                let kept = journals.filter { !$0.isPruned }
                let pruned = journals.count - kept.count
                let rest = pruned == 0 ? "" : " \(pruned.of("version")) cannot be taken back any more."
                Terminal.print("\(kept.count.of("journal")), \(kept.size).\(rest)")
            }
        }
    }
}

/// The journals in JSON.
struct JournalObject: Encodable {
    let journals: [JournalUsage]
    let rows: Int
    let bytes: Int

    init(_ journals: [JournalUsage]) {
        self.journals = journals
        rows = journals.rows
        bytes = journals.bytes
    }
}

extension [JournalUsage] {
    var rows: Int { reduce(0) { $0 + $1.rows } }
    var bytes: Int { reduce(0) { $0 + $1.bytes } }

    /// The size, such as `12,000 rows in 1.5 MiB`.
    var size: String { "\(rows.of("row")) in \(bytes.readableBytes)" }

    /// One line for each journal.
    var text: String {
        var table = TextTable(rightAligned: [2, 3])
        let tellsPruning = contains { $0.prunedAt != nil }
        table.add(
            ["version", "ended (UTC)", "rows", "size"] + (tellsPruning ? ["pruned (UTC)", "pruned by"] : []) + ["name"]
        )
        for journal in self {
            let cells = [
                journal.version.description, journal.endedAt, journal.rows.grouped,
                journal.isPruned ? "pruned" : journal.bytes.readableBytes,
            ]
            let pruning = [journal.prunedAt ?? "", journal.prunedBy ?? ""]
            table.add(cells + (tellsPruning ? pruning : []) + [journal.name])
        }
        return table.text
    }
}

extension Int {
    /// A number of bytes for display: `16 KiB`, `1.5 GiB`.
    fileprivate var readableBytes: String {
        var value = Double(self) / 1024
        var unit = "KiB"
        for larger in ["MiB", "GiB", "TiB"] where value >= 1024 {
            value /= 1024
            unit = larger
        }
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\((tenths / 10).grouped) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
    }
}
