import ArgumentParser
import SutureCore

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Whether what the applied migrations promise is so; exits with 2 when it is not."
    )

    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let found = try await RunnerSession.with(options) { try await $0.runner.verify() }
        try FindingsPrinter.show(found, options, clean: "\(found.count.of("applied migration")): all is as promised.")
        if found.contains(where: { !$0.findings.isEmpty }) { throw ExitCode(ExitStatus.findings) }
    }
}
