import Subprocess
import SutureCore

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// One run of a dump program with its output in a file, without a shell.
struct DumpRun: Sendable {
    let program: DumpProgram
    let arguments: [String]
    let timeLimit: Duration

    /// The outcome of a run.
    struct Outcome: Sendable {
        var status: TerminationStatus
        var messages: DumpMessages
    }

    private static let wordsLimit = 64 * 1024

    /// Runs the program to its end, or stops it: when the time is up, when the file cannot be written, or when the task
    /// is cancelled.
    ///
    /// - Throws: `BackupError` or `CancellationError`; an exit code is no error here.
    func run(
        into file: DumpFile,
        through compressor: CompressorRun? = nil,
        onProgress: @escaping @Sendable (DumpFile.Content) -> Void
    ) async throws -> Outcome {
        let timedOut = BackupError.timedOut(
            program,
            timeLimit,
            remedy: "Raise the time limit, or look for a lock that the dump waits for."
        )
        return try await TimeLimit.run(timeLimit, orThrow: timedOut) {
            guard let compressor else {
                return try await launch { onProgress(try await file.write($0)) }
            }
            return try await compressor.run(into: file) { input in
                try await launch { bytes in
                    onProgress(await file.scan(bytes))
                    try await input.write(bytes)
                }
            }
        }
    }

    private func launch(_ take: @escaping @Sendable ([UInt8]) async throws -> Void) async throws -> Outcome {
        let pipe = try ProgramPipe()
        let output = PipeEnd(pipe.reading)
        do {
            let result = try await Subprocess.run(
                .path(FilePath(program.path)),
                arguments: Arguments(arguments),
                environment: DumpEnvironment.environment(),
                platformOptions: ProgramGroup.options,
                input: .none,
                output: .fileDescriptor(pipe.writing, closeAfterSpawningProcess: true),
                error: .sequence
            ) { execution in
                async let words = Self.words(of: execution.standardError)
                do {
                    while let bytes = try await output.read() { try await take(bytes) }
                } catch {
                    // Before leaving: its standard error ends with the program, which waits for its output to be read.
                    await execution.teardown(using: ProgramGroup.teardown)
                    throw error
                }
                return try await words
            }
            try Task.checkCancellation()
            let messages = DumpMessages(result.closureResult, program: program.path)
            return Outcome(status: result.terminationStatus, messages: messages)
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw BackupError(
                error.code == .executableNotFound || error.code == .spawnFailed ? .programNotFound : .dumpFailed,
                "\(program.path) cannot be run: \(error)",
                remedy: "Name a dump program that this user may run."
            )
        }
    }

    /// Returns the beginning of a program's standard error; the rest is read and discarded, so that the program never
    /// blocks.
    static func words(of stream: SubprocessOutputSequence) async throws -> String {
        var bytes: [UInt8] = []
        for try await buffer in stream {
            buffer.withUnsafeBytes { bytes.append(contentsOf: $0.prefix(wordsLimit - bytes.count)) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
