import Testing

@testable import SutureBackup

struct DumpMessagesTests {
    private func errors(_ text: String) -> [String] {
        DumpMessages(text, program: "/opt/bin/mysqldump").errors
    }

    @Test(arguments: [
        "",
        "mysqldump: [Warning] Using a password on the command line interface can be insecure.",
        "Warning: A partial dump from a server that has GTIDs will by default include the GTIDs of all transactions.",
        "-- Warning: column statistics not supported by the server.",
        "mysqldump: Deprecated program name. It will be removed in a future release, use 'mariadb-dump' instead",
        "In order to ensure a consistent backup of the database, pass --single-transaction.",
    ])
    func passesRemarks(text: String) {
        #expect(errors(text) == [])
    }

    @Test(arguments: [
        "mysqldump: Got error: 1045: Access denied for user 'u'@'localhost' (using password: YES) when trying to connect",
        "mysqldump: Error 1412: Table definition has changed when dumping table `t` at row: 0",
        "mariadb-dump: Error 2013: Lost connection to server during query when dumping table `t` at row: 17",
        "mysqldump: Something that no version said before",
        "mysqldump: Error: 'SELECT command denied to user 'u'@'localhost' for table 't'' when trying to dump policies",
        "sh: 1: mysqldump: not found",
    ])
    func keepsErrorsThatNameNoValue(text: String) {
        #expect(errors("-- Connecting…\n\(text)\n") == [text])
    }

    @Test(arguments: [
        ("mysqldump: Error 1366: Bad value: 'O'Brien' for column `n`", "mysqldump: Error 1366: Bad value: (not shown)"),
        ("mysqldump: Couldn't find table: \"secret\"", "mysqldump: Couldn't find table: (not shown)"),
        ("mysqldump: Error: near 'SELECT 'secret at row 1146", "mysqldump: Error: near (not shown)"),
        ("'secret' is an error", "(not shown)"),
    ])
    func takesOutWhatStandsInQuotes(text: String, expected: String) {
        #expect(errors(text) == [expected])
    }

    @Test func keepsAFewShortLines() {
        let text = String(repeating: "mysqldump: Error " + String(repeating: "x", count: 5_000) + "\n", count: 100)
        #expect(errors(text).count == 5)
        #expect(errors(text).allSatisfy { $0.count <= 300 })
    }

    @Test func leavesNothingOfAQuoteThatIsCut() {
        let text = "mysqldump: Error 1064: near '" + String(repeating: "secret ", count: 100) + "'"
        #expect(errors(text) == ["mysqldump: Error 1064: near (not shown)"])
    }
}
