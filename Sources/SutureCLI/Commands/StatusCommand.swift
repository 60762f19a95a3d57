import ArgumentParser
import SutureCore

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Where every version stands.",
        aliases: ["info"]
    )

    @OptionGroup var options: ConnectionOptions

    @Flag(help: "Exit with 2 when something is pending, interrupted, drifted or missing.")
    var check = false

    private struct Object: Encodable {
        let migrations: [MigrationStatus]
        let pending: Int
    }

    func run() async throws {
        let statuses = try await RunnerSession.reading(options) { try await $0.runner.status() }
        let pending = statuses.filter(\.isPending).count
        if options.format == .json {
            try JSONOutput.print(Object(migrations: statuses, pending: pending))
        } else {
            var table = TextTable()
            for status in statuses {
                table.add(
                    status.version.description,
                    status.state.rawValue,
                    status.name,
                    status.appliedAt ?? "",
                    status.isPruned ? "journal pruned" : ""
                )
            }
            Terminal.print(statuses.isEmpty ? "This build has no migrations." : table.text)
            let drifted = statuses.filter { $0.state == .drifted }.count
            let missing = statuses.filter { $0.state == .missing }.count
            let others = [drifted > 0 ? "\(drifted) drifted" : nil, missing > 0 ? "\(missing) missing" : nil]
            Terminal.print((["\(pending) pending"] + others.compactMap(\.self)).joined(separator: ", ") + ".")
        }
        let needsAttention = pending > 0 || statuses.contains { [.drifted, .missing].contains($0.state) }
        if check, needsAttention { throw ExitCode(ExitStatus.findings) }
    }
}
