import MySQLClient
import UserStudentSync

/// The example of the README, whose text is compared with the lines between the marks.
enum ReadmeExample {
    static func run(_ url: String) async throws {
        // begin
        let sync = UserStudentSync(ConnectionPool(try ConnectionConfiguration(url: url)))
        print(try await sync.ensureStudentRecord(userID: 17))  // created, synchronized or unchanged
        for try await report in sync.synchronizeAllPairs() { print(report.created, report.updated, report.failed) }
        // end
        await sync.pool.close()
    }

    static let file = #filePath
}
