import Subprocess
import SutureCore

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// One run of the server's client program, which executes a dump as a stream, without a shell.
struct RestoreClient: Sendable {
    let program: DumpProgram
    let arguments: [String]
    let timeLimit: Duration

    /// Returns the arguments to execute standard input in a schema.
    ///
    /// In binary mode the client interprets no command in the input but `DELIMITER`.
    static func arguments(defaultsFile: String, database: String) -> [String] {
        [
            "--defaults-file=\(defaultsFile)", "--batch", "--binary-mode", "--default-character-set=utf8mb4",
            "--max-allowed-packet=1G", "--", database,
        ]
    }

    /// Executes a dump, changed by a rewriter on its way.
    ///
    /// - Throws: `BackupError` when the client ends with another exit code than 0, or exceeds its time limit.
    func run(
        _ source: DumpSource,
        _ rewriter: DumpRewriter,
        onProgress: @escaping @Sendable (Int64) -> Void = { _ in }
    ) async throws {
        let timedOut = BackupError.timedOut(
            program,
            timeLimit,
            remedy: "Raise the time limit, or look for a lock that the client waits for."
        )
        try await TimeLimit.run(timeLimit, orThrow: timedOut) { try await launch(source, rewriter, onProgress) }
    }

    /// The client no longer reads its input; its exit code and its output give the reason.
    private struct InputClosed: Error {}

    private func launch(
        _ source: DumpSource,
        _ rewriter: DumpRewriter,
        _ onProgress: @escaping @Sendable (Int64) -> Void
    ) async throws {
        let pipe = try ProgramPipe()
        let writer = PipeEnd(pipe.writing)
        do {
            let result = try await Subprocess.run(
                .path(FilePath(program.path)),
                arguments: Arguments(arguments),
                environment: DumpEnvironment.environment(),
                platformOptions: ProgramGroup.options,
                input: .fileDescriptor(pipe.reading, closeAfterSpawningProcess: true),
                output: .discarded,
                error: .sequence
            ) { execution in
                async let words = DumpRun.words(of: execution.standardError)
                do {
                    var rewriter = rewriter
                    var bytes: Int64 = 0
                    try await source.read { piece in
                        try await Self.write(rewriter.rewrite(piece), to: writer)
                        bytes += Int64(piece.count)
                        onProgress(bytes)
                    }
                    try await Self.write(rewriter.finish(), to: writer)
                } catch is InputClosed {
                    try Task.checkCancellation()
                } catch {
                    await execution.teardown(using: ProgramGroup.teardown)
                    throw error
                }
                await writer.close()
                return try await words
            }
            try Task.checkCancellation()
            guard result.terminationStatus.isSuccess else {
                throw failure("\(program.path) stopped at an error.", Self.errors(in: result.closureResult))
            }
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw failure("\(program.path) cannot be run: \(error)", [])
        }
    }

    private static func write(_ bytes: [UInt8], to writer: PipeEnd) async throws {
        guard try await writer.write(bytes) else { throw InputClosed() }
    }

    /// Returns the errors in the output of a client, which shows the failing statement, including values, beside them.
    static func errors(in words: String) -> [String] {
        words.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("ERROR ") }.prefix(5)
            .map { DumpMessages.redacted($0) }
    }

    private func failure(_ message: String, _ details: [String]) -> BackupError {
        BackupError(
            .restoreFailed,
            message,
            remedy: "Mend what it complains of, and restore again with --replace.",
            details: details.isEmpty ? [DumpVerdict.silence] : details
        )
    }
}
