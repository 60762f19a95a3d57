import Subprocess
import SutureCore

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// A program that receives the event as JSON on its input and in variables; any exit code but 0 is a failure.
struct CommandHook: RunHook {
    let name: String
    let words: [String]
    let timeLimit: Duration
    /// The folder in which it runs.
    let folder: String
    let environment: HookEnvironment
    /// True to forward its output to standard error; false for JSON, where only the error is written there.
    let showsOutput: Bool

    func run(_ moment: HookMoment) async throws -> HookOutcome {
        let status = try await HookTimeLimit.run(timeLimit) { try await launch(moment) }
        switch status {
        case .exited(0): return HookOutcome()
        case .exited(let code): throw SutureError.hookReason("it ended with exit code \(code).")
        default: throw SutureError.hookReason("it was ended by a signal.")
        }
    }

    private func launch(_ moment: HookMoment) async throws -> TerminationStatus {
        let input = try NamelessFile.open(try JSONOutput.text(moment).utf8)
        defer { try? input.close() }
        do {
            let status = try await launch(.ofHook, input, environment.variables(for: moment))
            try Task.checkCancellation()
            return status
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw SutureError.hookReason(
                error.code == .executableNotFound ? "the program is not found." : "the program cannot be run."
            )
        }
    }

    private func launch(
        _ options: PlatformOptions,
        _ input: FileDescriptor,
        _ environment: Environment
    ) async throws -> TerminationStatus {
        let executable: Executable = words[0].contains("/") ? .path(FilePath(words[0])) : .name(words[0])
        let arguments = Arguments(Array(words.dropFirst()))
        guard showsOutput else {
            return
                try await Subprocess.run(
                    executable,
                    arguments: arguments,
                    environment: environment,
                    workingDirectory: FilePath(folder),
                    platformOptions: options,
                    input: .fileDescriptor(input, closeAfterSpawningProcess: false),
                    output: .discarded,
                    error: .discarded
                )
                .terminationStatus
        }
        return
            try await Subprocess.run(
                executable,
                arguments: arguments,
                environment: environment,
                workingDirectory: FilePath(folder),
                platformOptions: options,
                input: .fileDescriptor(input, closeAfterSpawningProcess: false),
                output: .fileDescriptor(.standardError, closeAfterSpawningProcess: false),
                error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false)
            )
            .terminationStatus
    }
}

extension PlatformOptions {
    /// A process group of its own, so that its child processes are stopped with it.
    static var ofHook: PlatformOptions {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(2))
        ]
        return options
    }
}
