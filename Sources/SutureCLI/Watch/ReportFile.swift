import Foundation
import SutureCore

/// A file that other programs may read while it is rewritten: it gets its name only when it is complete.
enum ReportFile {
    static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            // Collectors run under accounts of their own.
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        } catch {
            throw SutureError(
                SutureError.Code(rawValue: "report-not-written"),
                "\(path) cannot be written: \(error.localizedDescription)",
                remedy: "Name a file in a folder that this user may write to."
            )
        }
    }
}
