import Subprocess
import Testing

@testable import SutureBackup

struct DumpVerdictTests {
    private static let whole = """
        -- Table structure for table `a`
        CREATE TABLE `a` (
        -- Table structure for table `b`
        CREATE TABLE `b` (
        -- Dump completed on 2026-11-23

        """

    private func check(
        _ dump: String = Self.whole,
        status: TerminationStatus = .exited(0),
        words: String = "",
        tables: [String] = ["a", "b"]
    ) throws {
        var content = DumpFile.Content()
        Array(dump.utf8).withUnsafeBytes { content.scanner.scan($0) }
        let program = DumpProgram(path: "/bin/mysqldump", vendor: .mysql, version: "9.7.4")
        let outcome = DumpRun.Outcome(status: status, messages: DumpMessages(words, program: program.path))
        try DumpVerdict(program: program, baseTables: tables).check(outcome, content: content)
    }

    @Test func passesAWholeDump() throws {
        try check(words: "Warning: A partial dump …")
    }

    @Test func passesADatabaseWithoutTables() throws {
        try check("-- Dump completed", tables: [])
    }

    @Test(arguments: [TerminationStatus.exited(3), .exited(127), .signaled(9)])
    func refusesAProgramThatFailed(status: TerminationStatus) throws {
        let error = try #require(throws: BackupError.self) {
            try check(status: status, words: "mysqldump: Error 2013: Lost connection")
        }
        #expect(error.code == .dumpFailed)
        #expect(error.details == ["mysqldump: Error 2013: Lost connection"])
    }

    @Test func refusesAnErrorInSpiteOfExitCodeZero() throws {
        let words = "mysqldump: Error: 'Access denied; you need the PROCESS privilege' when dumping tablespaces"
        let error = try #require(throws: BackupError.self) { try check(words: words) }
        #expect(error.code == .dumpFailed)
    }

    @Test func refusesADumpWithoutItsLastLine() throws {
        let cut = String(Self.whole.prefix(100))
        let error = try #require(throws: BackupError.self) { try check(cut) }
        #expect(error.code == .dumpIncomplete)
        #expect(error.message.contains("-- Dump completed"))
    }

    @Test func refusesOtherTablesThanTheSchemas() throws {
        let error = try #require(throws: BackupError.self) { try check(tables: ["b", "c"]) }
        #expect(error.code == .dumpIncomplete)
        #expect(error.details == ["missing: c", "not in the schema when the dump began: a"])
    }
}
