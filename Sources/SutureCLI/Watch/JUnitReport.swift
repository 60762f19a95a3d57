import SutureCore

/// The results of a check as JUnit XML, in which an error is a failed test case and a warning is in its output.
struct JUnitReport {
    let database: String
    let results: [WatchResult]

    var text: String {
        let failures = results.count { $0.status == .error }
        let cases = results.map(testCase).joined(separator: "\n")
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite name="suture check" tests="\(results.count)" failures="\(failures)" errors="0" skipped="0">
            \(cases)
            </testsuite>

            """
    }

    private func testCase(_ result: WatchResult) -> String {
        let head = "  <testcase classname=\"\(escaped(database))\" name=\"\(result.topic.rawValue)\""
        let lines = escaped(result.items.map(\.finding.text).joined(separator: "\n"))
        switch result.status {
        case .ok:
            return head + "/>"
        case .warning:
            return head + "><system-out>warning: \(lines)</system-out></testcase>"
        case .error:
            return head + "><failure message=\"\(result.count.of("finding"))\">\(lines)</failure></testcase>"
        }
    }

    private func escaped(_ text: String) -> String {
        // Characters that XML 1.0 does not allow are removed.
        let allowed = text.unicodeScalars.filter { $0.value >= 0x20 || $0 == "\n" || $0 == "\t" }
        return String(String.UnicodeScalarView(allowed)).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}
