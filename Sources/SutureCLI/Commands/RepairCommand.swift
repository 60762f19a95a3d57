import ArgumentParser
import SutureCore

struct RepairCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair",
        abstract: "Accept that the source of an applied version has changed.",
        discussion:
            "Nothing but the recorded checksum is changed; the database itself needs no repair after a crash: run up."
    )

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var confirmation: ConfirmationOptions

    @Option(help: "The version whose present source is taken as the one that was applied.")
    var acceptDrift: MigrationVersion

    private struct Object: Encodable {
        let accepted: MigrationVersion
    }

    func run() async throws {
        try await RunnerSession.with(options, confirmation: confirmation) {
            try await $0.runner.acceptDrift(of: acceptDrift)
        }
        if options.format == .json {
            try JSONOutput.print(Object(accepted: acceptDrift))
        } else {
            Terminal.print("The source of \(acceptDrift) is accepted as it is now.")
        }
    }
}
