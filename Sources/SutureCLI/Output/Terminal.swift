import Foundation

/// Writes to the process's descriptors.
enum Terminal {
    /// Writes a line to standard output.
    static func print(_ text: String = "") {
        write(text + "\n", to: .standardOutput)
    }

    /// Writes a warning to standard error.
    static func warn(_ text: String) {
        if StandardErrorLine.isJSON {
            StandardErrorLine.write(.warning(text))
        } else {
            write("warning: \(text)\n", to: .standardError)
        }
    }

    static func write(_ text: String, to handle: FileHandle) {
        // A closed reader, such as head, is no failure of the run.
        try? handle.write(contentsOf: Data(text.utf8))
    }

    /// True if standard error is a terminal on which a line can be overwritten; never with JSON.
    static var isInteractive: Bool {
        isatty(STDERR_FILENO) == 1 && !StandardErrorLine.isJSON && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    private static let hasColour =
        isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil

    static func bold(_ text: String) -> String { styled(text, "1") }
    static func dim(_ text: String) -> String { styled(text, "2") }
    static func red(_ text: String) -> String { styled(text, "31") }
    static func green(_ text: String) -> String { styled(text, "32") }
    static func yellow(_ text: String) -> String { styled(text, "33") }

    private static func styled(_ text: String, _ code: String) -> String {
        hasColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
