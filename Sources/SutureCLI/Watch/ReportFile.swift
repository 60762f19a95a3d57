import Foundation
import SutureCore

/// A file that other programs read while it is written anew: it takes its name only when it is whole.
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
