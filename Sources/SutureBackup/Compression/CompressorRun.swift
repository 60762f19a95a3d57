import Subprocess

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// One run of a compression program between a dump and its file, without a shell.
struct CompressorRun: Sendable {
    let program: CompressionProgram

    /// Runs the program as long as `body` writes into it, and appends its output to the file.
    ///
    /// - Throws: The error of `body`, or `BackupError` when the program or the file fails.
    func run<Result: Sendable>(
        into file: DumpFile,
        _ body: @escaping @Sendable (CompressorInput) async throws -> Result
    ) async throws -> Result {
        let (input, output) = (try ProgramPipe(), try ProgramPipe())
        let (writer, reader) = (PipeEnd(input.writing), PipeEnd(output.reading))
        do {
            let result = try await Subprocess.run(
                .path(FilePath(program.path)),
                arguments: Arguments(program.compressing),
                environment: DumpEnvironment.environment(),
                platformOptions: ProgramGroup.options,
                input: .fileDescriptor(input.reading, closeAfterSpawningProcess: true),
                output: .fileDescriptor(output.writing, closeAfterSpawningProcess: true),
                error: .string(limit: 64 * 1024)
            ) { execution in
                try await withThrowingTaskGroup(of: Result?.self) { group in
                    group.addTask {
                        while let bytes = try await reader.read() { try await file.append(bytes) }
                        return nil
                    }
                    group.addTask {
                        let result = try await body(CompressorInput(writer: writer, program: program))
                        await writer.close()
                        return result
                    }
                    do {
                        var result: Result?
                        while let part = try await group.next() { result = part ?? result }
                        return result
                    } catch {
                        group.cancelAll()
                        // A writer that waits for a program whose output is not read would wait for ever.
                        await execution.teardown(using: ProgramGroup.teardown)
                        throw error
                    }
                }
            }
            try Task.checkCancellation()
            guard result.terminationStatus.isSuccess, let value = result.closureResult else {
                throw program.failure(result.standardError)
            }
            return value
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw program.failure("\(error)")
        }
    }
}

/// The input of a running compression program.
struct CompressorInput: Sendable {
    fileprivate let writer: PipeEnd
    fileprivate let program: CompressionProgram

    /// Writes the next piece.
    func write(_ bytes: [UInt8]) async throws {
        guard try await writer.write(bytes) else {
            try Task.checkCancellation()
            throw program.failure(nil)
        }
    }
}

extension CompressionProgram {
    /// Returns the error of a program that did not end successfully.
    func failure(_ reason: String?) -> BackupError {
        let words = reason?.split(whereSeparator: \.isNewline).prefix(3).map { DumpMessages.redacted($0) } ?? []
        return BackupError(
            .compressionFailed,
            "\(path) failed.",
            remedy: "Mend what it complains of, or choose another compression.",
            details: words
        )
    }
}
