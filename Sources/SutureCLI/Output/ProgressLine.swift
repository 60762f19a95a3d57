import Foundation
import SutureBackup
import SutureCore
import Synchronization

/// A line on standard error that is written over, on a terminal; elsewhere nothing.
final class ProgressLine: Sendable {
    private let length = Mutex(0)
    private let isShown = Terminal.isInteractive

    /// Shows how far a backup has come.
    func show(_ progress: BackupProgress) {
        show(
            "  backup: \(Int(progress.bytes).grouped) bytes, table \(progress.tables) of \(progress.totalTables), "
                + progress.elapsed.readable
        )
    }

    /// Shows how far a restore has come.
    func show(_ progress: RestoreProgress) {
        let (done, total) = (Int(progress.bytes).grouped, Int(progress.totalBytes).grouped)
        show("  restore: \(done) of \(total) bytes, \(progress.elapsed.readable)")
    }

    /// Clears the line.
    func finish() {
        show("")
    }

    private func show(_ text: String) {
        guard isShown else { return }
        length.withLock { length in
            guard length > 0 || !text.isEmpty else { return }
            let padding = String(repeating: " ", count: max(0, length - text.count))
            Terminal.write("\r" + text + padding + (text.isEmpty ? "\r" : ""), to: .standardError)
            length = text.count
        }
    }
}
