import Foundation
import SutureCore
import Synchronization

/// Shows the progress of a run on standard error: a line that is overwritten on a terminal; elsewhere a line with the
/// time for each event, and every ten seconds for the progress of a change.
final class ProgressPrinter: Sendable {
    private struct State {
        var lineLength = 0
        var current = ""
        var started = ContinuousClock.now
        var lastShown = ContinuousClock.now
    }

    private let isShown: Bool
    private let state = Mutex(State())

    init(isShown: Bool) {
        self.isShown = isShown
    }

    func show(_ event: RunEvent) {
        guard isShown else { return }
        switch event {
        case .waitingForLock(let owner, let since):
            line("waiting for \(owner), which runs since \(since) UTC")
        case .waitingForStatement(let verb, let connectionID, let seconds):
            line("waiting for the \(verb) of an earlier run (connection \(connectionID), for \(seconds) s already)")
        case .reconnecting(let reason, let attempt):
            line("  connection lost (\(reason)); connecting again, attempt \(attempt)")
        case .reconnected:
            line("  connected again; going on from what is stored")
        case .waitingForReplica(let place, let lag):
            line(
                "  waiting for the replica \(place), which \(lag.map { "is \($0.readable) behind" } ?? "cannot be read")"
            )
        case .migrationStarted(let version, let name, let isResumed):
            line("\(version) \(name)\(isResumed ? " (going on where an interrupted run left it)" : "")")
        case .stepStarted(let summary):
            line("  \(summary)")
        case .changed(let name, let rows, let total):
            changed(name, rows, total)
        case .stepFinished, .migrationFinished, .defined:
            finish()
        case .hookStarted(let name, let event):
            line("  \(event): \(name)")
        case .retrying(let reason, let attempt):
            line("  trying again (\(attempt)): \(reason)")
        case .note(let note):
            line("  \(note.text)")
        }
    }

    /// Clears the overwritten line.
    func finish() {
        guard isShown, Terminal.isInteractive else { return }
        state.withLock { state in
            guard state.lineLength > 0 else { return }
            Terminal.write("\r" + String(repeating: " ", count: state.lineLength) + "\r", to: .standardError)
            state.lineLength = 0
        }
    }

    private func line(_ text: String) {
        finish()
        StandardErrorLine.progress(text)
    }

    private func changed(_ name: String, _ rows: Int, _ total: Int) {
        let isInteractive = Terminal.isInteractive
        let pause: Duration = isInteractive ? .milliseconds(100) : ProgressLine.pause
        state.withLock { state in
            let now = ContinuousClock.now
            if state.current != name {
                state.current = name
                state.started = now
                if !isInteractive {
                    state.lastShown = now
                    return
                }
            } else if now - state.lastShown < pause, rows < total || !isInteractive {
                return
            }
            state.lastShown = now
            var text = "    \(name): \(rows.grouped) of \(total.grouped)"
            let elapsed = (now - state.started).milliseconds
            if elapsed > 500, rows > 0 {
                let perSecond = rows * 1000 / elapsed
                text += ", \(perSecond.grouped) rows/s"
                if perSecond > 0, total > rows {
                    text += ", \(Duration.seconds((total - rows) / perSecond).readable) left"
                }
            }
            guard isInteractive else {
                StandardErrorLine.progress(text)
                return
            }
            let padding = String(repeating: " ", count: max(0, state.lineLength - text.count))
            Terminal.write("\r" + text + padding, to: .standardError)
            state.lineLength = text.count
        }
    }
}
