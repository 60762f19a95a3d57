import Foundation
import SutureTesting
import Testing

@testable import SutureBackup

struct DumpFileTests {
    private static let date = Date(timeIntervalSince1970: 1_795_424_400)
    private static let finished = "d-20261123T090000Z.sql"

    private func newFile(_ folder: TemporaryFolder) throws -> DumpFile {
        try DumpFile(database: "d", directory: "\(folder.path)/deep/out", date: Self.date)
    }

    private func permissions(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test func isForThisUserAloneFromTheBeginning() async throws {
        try await TemporaryFolder.with { folder in
            let file = try newFile(folder)
            #expect(folder.files(in: "deep/out") == [Self.finished + ".partial"])
            #expect(try permissions("\(folder.path)/deep/out") == 0o700)
            #expect(try permissions("\(folder.path)/deep/out/\(Self.finished).partial") == 0o600)
            await file.discard()
        }
    }

    @Test func takesItsNameWhenItIsFinished() async throws {
        try await TemporaryFolder.with { folder in
            let file = try newFile(folder)
            _ = try await file.write(Array("one\n".utf8))
            let content = try await file.write(Array("two\n".utf8))
            #expect(content.bytes == 8)
            #expect(try await file.finish() == "\(folder.path)/deep/out/\(Self.finished)")
            #expect(folder.files(in: "deep/out") == [Self.finished])
            #expect(try folder.read("deep/out/\(Self.finished)") == "one\ntwo\n")
            await file.discard()
            #expect(folder.files(in: "deep/out") == [Self.finished])
        }
    }

    @Test func leavesNothingWhenItIsDiscardedOrForgotten() async throws {
        try await TemporaryFolder.with { folder in
            let file = try newFile(folder)
            await file.discard()
            #expect(folder.files(in: "deep/out") == [])
            _ = try newFile(folder)
            try await Wait.until("the file is gone") { folder.files(in: "deep/out") == [] }
        }
    }

    @Test func neverOverwritesAnotherDump() async throws {
        try await TemporaryFolder.with { folder in
            let first = try newFile(folder)
            let second = try newFile(folder)
            let path = try await first.finish()
            let third = try newFile(folder)
            #expect(try await second.finish() != path)
            _ = try await third.finish()
            #expect(folder.files(in: "deep/out").count == 3)
        }
    }

    @Test func tellsADirectoryThatCannotBeMade() async throws {
        try await TemporaryFolder.with { folder in
            let file = try folder.script("file", "")
            let error = try #require(throws: BackupError.self) {
                try DumpFile(database: "d", directory: "\(file)/out")
            }
            #expect(error.code == .directoryNotWritable)
            #expect(error.message.contains("\(file)/out"))
        }
    }

    @Test func tellsADirectoryThatCannotBeWrittenTo() throws {
        // No user may create a file in /proc, not even root; elsewhere (macOS) the root directory is read-only.
        let directory = FileManager.default.fileExists(atPath: "/proc/self") ? "/proc" : "/"
        let error = try #require(throws: BackupError.self) { try DumpFile(database: "d", directory: directory) }
        #expect(error.code == .directoryNotWritable)
    }
}
