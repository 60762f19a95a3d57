import Foundation
import Subprocess
import SutureCore

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// A program that is told of the moment by JSON on its input and by variables; any exit code but 0 is a failure.
struct CommandHook: RunHook {
    let name: String
    let words: [String]
    let timeLimit: Duration
    /// The folder in which it runs.
    let folder: String
    let environment: HookEnvironment
    /// Whether what it says goes to standard error; scripts that read JSON find the error alone there.
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
        var options = PlatformOptions()
        // A process group of its own, so that what it started is stopped with it.
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(2))
        ]
        let input = try Self.input(moment)
        defer { try? input.close() }
        do {
            let status = try await launch(options, input, environment.variables(for: moment))
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

    /// The moment as JSON, in a file without a name: a program that does not read it cannot break a pipe.
    private static func input(_ moment: HookMoment) throws -> FileDescriptor {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("suture-hook-\(UUID().uuidString)")
        let path = FilePath(file.path)
        let writer = try FileDescriptor.open(
            path,
            .writeOnly,
            options: [.create, .exclusiveCreate],
            permissions: .ownerReadWrite
        )
        defer { try? FileManager.default.removeItem(at: file) }
        do {
            _ = try writer.writeAll(Array(try JSONOutput.text(moment).utf8))
        } catch {
            try? writer.close()
            throw error
        }
        try writer.close()
        return try FileDescriptor.open(path, .readOnly)
    }
}
