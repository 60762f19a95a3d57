import Foundation
import MySQLClient
import SutureTesting
import Testing

/// The example of the README is compiled and run unchanged.
@Suite struct ReadmeExampleTests {
    @Test(arguments: await TestServers.all()) func doesWhatItSays(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.insertUsers(20)
            let place = try #require(test.configuration.socket)
            let schema = try #require(test.configuration.database)
            try await ReadmeExample.run("mysql://root@localhost/\(schema)?socket=\(place)")
            #expect(try await test.count("students") == 20)
        }
    }

    @Test func standsInTheReadme() throws {
        let source = URL(fileURLWithPath: ReadmeExample.file)
        let lines = try String(contentsOf: source, encoding: .utf8)
            .split(
                separator: "\n",
                omittingEmptySubsequences: false
            )
        let begin = try #require(lines.firstIndex { $0.hasSuffix("// begin") })
        let end = try #require(lines.firstIndex { $0.hasSuffix("// end") })
        let example =
            lines.filter { $0.hasPrefix("import ") } + [""] + lines[(begin + 1)..<end].map { $0.dropFirst(8) }
        let root = source.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
        #expect(readme.contains("```swift\n\(example.joined(separator: "\n"))\n```\n"))
    }
}
