import Foundation
import Testing

@testable import SutureBackup

/// The pipes to and from programs.
struct ProgramPipeTests {
    @Test func carriesWhatIsWrittenInPiecesOfAnySize() async throws {
        let pipe = try ProgramPipe()
        let (writer, reader) = (PipeEnd(pipe.writing), PipeEnd(pipe.reading))
        let pieces = [0, 1, 4096, ProgramPipe.size + 1, 3 * ProgramPipe.size]
            .map { [UInt8](repeating: UInt8($0 % 251), count: $0) }
        async let isTaken: Bool = {
            for piece in pieces where try await !writer.write(piece) { return false }
            await writer.close()
            return true
        }()
        var read: [UInt8] = []
        while let piece = try await reader.read() {
            #expect(!piece.isEmpty && piece.count <= ProgramPipe.size)
            read += piece
        }
        let wasTaken = try await isTaken
        #expect(wasTaken)
        #expect(read == pieces.flatMap(\.self))
    }

    @Test func tellsAReaderThatIsGone() async throws {
        let pipe = try ProgramPipe()
        let (writer, reader) = (PipeEnd(pipe.writing), PipeEnd(pipe.reading))
        await reader.close()
        let isTaken = try await writer.write([1])
        #expect(!isTaken)
        let rest = try await reader.read()
        #expect(rest == nil)
    }

    @Test func aWaitEndsWithItsTask() async throws {
        let pipe = try ProgramPipe()
        let (writer, reader) = (PipeEnd(pipe.writing), PipeEnd(pipe.reading))
        let reading = Task { try await reader.read() }
        reading.cancel()
        await #expect(throws: CancellationError.self) { _ = try await reading.value }
        let writing = Task { try await writer.write([UInt8](repeating: 0, count: 4 * ProgramPipe.size)) }
        writing.cancel()
        await #expect(throws: CancellationError.self) { _ = try await writing.value }
    }
}
