import ArgumentParser
import Foundation
import SutureCore

/// Requires confirmation before the data of a protected environment is changed.
struct ConfirmationOptions: ParsableArguments {
    @Flag(help: "Change a protected environment without being asked.")
    var yes = false

    /// Returns if the environment is not protected, or if the change is confirmed.
    ///
    /// - Throws: `SutureError` without confirmation.
    func require(_ sources: ConfigurationSources) throws {
        guard !yes, let name = try sources.protectedEnvironment else { return }
        let isTerminal = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
        if isTerminal {
            Terminal.write("The environment \(name) is protected. Type its name to go on: ", to: .standardError)
            if readLine() == name { return }
        }
        let reason = isTerminal ? "its name was not typed" : "nobody can be asked"
        throw SutureError(
            .protectedEnvironment,
            "The environment \(name) is protected, and \(reason); nothing was changed.",
            remedy: "Say that it is meant: --yes, or type the name on a terminal."
        )
    }
}
