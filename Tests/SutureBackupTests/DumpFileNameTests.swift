import Foundation
import Testing

@testable import SutureBackup

struct DumpFileNameTests {
    private static let date = Date(timeIntervalSince1970: 1_795_424_400)

    @Test(arguments: [
        ("school", "school-20261123T090000Z.sql"),
        ("school_2-a.b", "school_2-a.b-20261123T090000Z.sql"),
        ("-x", "%2Dx-20261123T090000Z.sql"),
        ("../etc", "%2E.%2Fetc-20261123T090000Z.sql"),
        ("a b%'\"$`", "a%20b%25%27%22%24%60-20261123T090000Z.sql"),
        ("ü", "%C3%BC-20261123T090000Z.sql"),
    ])
    func isSafeForEveryDatabase(database: String, expected: String) {
        let name = DumpFileName(database: database, date: Self.date)
        #expect(name.finished(attempt: 1) == expected)
        #expect(name.partial(attempt: 1) == expected + ".partial")
    }

    @Test func tellsDumpsOfOneSecondApart() {
        let name = DumpFileName(database: "school", date: Self.date)
        #expect(name.finished(attempt: 2) == "school-20261123T090000Z-2.sql")
    }

    @Test func fitsIntoAFileSystemWhateverTheDatabase() {
        let name = DumpFileName(database: String(repeating: "語", count: 64), date: Self.date)
        #expect(name.partial(attempt: 1_000).utf8.count <= 255)
    }
}
