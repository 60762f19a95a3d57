import Foundation
import Subprocess
import SutureTesting
import Testing

@testable import SutureBackup

/// Programs that misbehave, played by scripts.
@Suite(.timeLimit(.minutes(120)))
struct DumpRunTests {
    /// Runs a script into a file in `out`, and returns the outcome.
    private func run(
        _ script: String,
        in folder: TemporaryFolder,
        timeLimit: Duration = .seconds(300),
        before: (DumpFile) async -> Void = { _ in }
    ) async throws -> (outcome: DumpRun.Outcome, content: DumpFile.Content) {
        let program = DumpProgram(path: try folder.script("dump", script), vendor: .mysql, version: "1")
        let file = try DumpFile(database: "d", directory: "\(folder.path)/out")
        await before(file)
        let run = DumpRun(program: program, arguments: ["--", "-x"], timeLimit: timeLimit)
        do {
            let outcome = try await run.run(into: file) { _ in }
            await file.discard()
            return (outcome, await file.content)
        } catch {
            await file.discard()
            throw error
        }
    }

    @Test func takesOutputAndWordsAndExitCode() async throws {
        try await TemporaryFolder.with { folder in
            let script = "echo \"$*\"; echo 'dump: Error 1412: t' >&2; echo '-- Dump completed'; exit 3"
            let (outcome, content) = try await run(script, in: folder)
            #expect(outcome.status == .exited(3))
            #expect(outcome.messages.errors == ["dump: Error 1412: t"])
            #expect(content.bytes == Int64("-- -x\n-- Dump completed\n".utf8.count))
            #expect(content.scanner.hasTrailer)
        }
    }

    @Test func takesManyWordsWithoutStoppingTheProgram() async throws {
        try await TemporaryFolder.with { folder in
            let script = "yes 'dump: Error' | head -c 3000000 >&2; yes x | head -c 3000000"
            let (outcome, content) = try await run(script, in: folder)
            #expect(outcome.status == .exited(0))
            #expect(outcome.messages.errors.count == 5)
            #expect(content.bytes == 3_000_000)
        }
    }

    @Test(arguments: [
        "sleep 300 & echo $! > $(dirname $0)/pid; wait",
        "trap '' TERM; echo $$ > $(dirname $0)/pid; while :; do sleep 1; done",
        "echo $$ > $(dirname $0)/pid; exec yes",
    ])
    func stopsAProgramAndItsChildrenWhenTheTimeIsUp(script: String) async throws {
        try await TemporaryFolder.with { folder in
            let error = try await #require(throws: BackupError.self) {
                try await run(script, in: folder, timeLimit: .milliseconds(500))
            }
            #expect(error.code == .timedOut)
            try await waitUntilGone(folder)
            #expect(folder.files(in: "out") == [])
        }
    }

    @Test func stopsTheProgramWhenTheTaskIsCancelled() async throws {
        try await TemporaryFolder.with { folder in
            let task = Task {
                try await run("echo $$ > $(dirname $0)/pid; exec sleep 300", in: folder)
            }
            try await Wait.until("the program runs") { folder.files().contains("pid") }
            task.cancel()
            await #expect(throws: CancellationError.self) { _ = try await task.value }
            try await waitUntilGone(folder)
            #expect(folder.files(in: "out") == [])
        }
    }

    @Test func stopsTheProgramWhenTheFileCannotBeWritten() async throws {
        try await TemporaryFolder.with { folder in
            let error = try await #require(throws: BackupError.self) {
                // An abandoned file takes no more bytes, like a full disk.
                try await run("echo $$ > $(dirname $0)/pid; exec yes", in: folder) { await $0.discard() }
            }
            #expect(error.code == .writeFailed)
            try await waitUntilGone(folder)
        }
    }

    @Test func tellsAProgramThatIsNotThere() async throws {
        try await TemporaryFolder.with { folder in
            let program = DumpProgram(path: "\(folder.path)/missing", vendor: .mysql, version: "1")
            let file = try DumpFile(database: "d", directory: "\(folder.path)/out")
            let error = try await #require(throws: BackupError.self) {
                try await DumpRun(program: program, arguments: [], timeLimit: .seconds(300)).run(into: file) { _ in }
            }
            #expect(error.code == .programNotFound)
            await file.discard()
        }
    }

    /// Waits until the process whose number the script left has ended.
    private func waitUntilGone(_ folder: TemporaryFolder) async throws {
        let number = try folder.read("pid").trimmingCharacters(in: .whitespacesAndNewlines)
        let process = try #require(Int32(number))
        try await Wait.until("the program is gone") { kill(process, 0) != 0 || isZombie(process) }
    }

    /// Returns whether a killed orphan stays as a zombie, where no init process reaps it.
    private func isZombie(_ process: Int32) -> Bool {
        let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        return status?.split(separator: ")").last?.hasPrefix(" Z") == true
    }
}
