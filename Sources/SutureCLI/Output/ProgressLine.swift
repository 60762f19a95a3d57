import Foundation
import SutureBackup
import SutureCore
import Synchronization

/// A line on standard error that is overwritten on a terminal; elsewhere a line every ten seconds.
final class ProgressLine: Sendable {
    /// The interval between lines that are not overwritten.
    static let pause = Duration.seconds(10)

    private let lastShown = Mutex(ContinuousClock.now)
    private let length = Mutex(0)
    private let isShown = Terminal.isInteractive

    /// Shows the progress of a backup.
    func show(_ progress: BackupProgress) {
        show(
            "  backup: \(Int(progress.bytes).grouped) bytes, table \(progress.tables) of \(progress.totalTables), "
                + progress.elapsed.readable
        )
    }

    /// Shows the progress of a restore.
    func show(_ progress: RestoreProgress) {
        let (done, total) = (Int(progress.bytes).grouped, Int(progress.totalBytes).grouped)
        show("  restore: \(done) of \(total) bytes, \(progress.elapsed.readable)")
    }

    /// Clears the line.
    func finish() {
        show("")
    }

    private func show(_ text: String) {
        guard isShown else {
            showLine(text)
            return
        }
        length.withLock { length in
            guard length > 0 || !text.isEmpty else { return }
            let padding = String(repeating: " ", count: max(0, length - text.count))
            Terminal.write("\r" + text + padding + (text.isEmpty ? "\r" : ""), to: .standardError)
            length = text.count
        }
    }

    private func showLine(_ text: String) {
        guard !text.isEmpty else { return }
        let isDue = lastShown.withLock { last in
            let now = ContinuousClock.now
            guard now - last >= Self.pause else { return false }
            last = now
            return true
        }
        if isDue { StandardErrorLine.progress(text) }
    }
}
