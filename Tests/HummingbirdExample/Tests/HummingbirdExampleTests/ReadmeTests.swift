import Foundation
import Testing

/// The example that the README shows is the one that these tests build and run.
@Suite struct ReadmeTests {
    @Test func showsTheExample() throws {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let example = try String(
            contentsOf: package.appendingPathComponent("Sources/school-web/main.swift"),
            encoding: .utf8
        )
        let root = package.deletingLastPathComponent().deletingLastPathComponent()
        let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
        #expect(readme.contains("```swift\n\(example)```\n"))
    }
}
