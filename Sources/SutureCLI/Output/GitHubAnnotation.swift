import Foundation

/// Lines that GitHub Actions shows beside a run or a file; written only there, and not among JSON.
enum GitHubAnnotation {
    enum Level: String {
        case error, warning, notice
    }

    static func write(_ level: Level, _ code: String, _ text: String, file: String? = nil) {
        guard !StandardErrorLine.isJSON, ProcessInfo.processInfo.environment["GITHUB_ACTIONS"] == "true" else { return }
        let place = file.map { "file=\(property($0))," } ?? ""
        Terminal.write(
            "::\(level.rawValue) \(place)title=suture \(property(code))::\(message(text))\n",
            to: .standardError
        )
    }

    private static func message(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    private static func property(_ text: String) -> String {
        message(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
