import Synchronization

/// The result that an attempt was about to commit, for the next attempt: its commit may not have been answered.
final class UnansweredCommit<Result: Sendable>: Sendable {
    private let value = Mutex<Result?>(nil)

    var result: Result? {
        get { value.withLock(\.self) }
        set { value.withLock { $0 = newValue } }
    }
}
