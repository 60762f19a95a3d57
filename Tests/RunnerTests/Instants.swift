import Dispatch
import MySQLClient
import SutureCore
import Synchronization
import Testing

/// The instants of a step at which the runner checks whether to stop, counted from the step's beginning.
///
/// At one of them an application writes, or the run is interrupted. A test that tries one instant after the other,
/// until there are no more, has tried them all.
final class Instants: Sendable {
    private let summary: String
    private let chosen: Int
    private let action: @Sendable () async throws -> Void
    private let interrupts: Bool
    private let count = Mutex<Int?>(nil)

    /// Chooses an instant of the step with a summary, from 1.
    init(
        of summary: String,
        at chosen: Int,
        interrupts: Bool = false,
        _ action: @escaping @Sendable () async throws -> Void = {}
    ) {
        self.summary = summary
        self.chosen = chosen
        self.interrupts = interrupts
        self.action = action
    }

    /// True if the step had the chosen instant.
    var isReached: Bool { count.withLock { ($0 ?? 0) >= chosen } }

    @Sendable func observe(_ event: RunEvent) {
        guard case .stepStarted(let started) = event else { return }
        count.withLock { $0 = started == summary ? 0 : nil }
    }

    /// Counts; acts on the runner's thread when the instant has come.
    @Sendable func isInterrupted() -> Bool {
        let isNow = count.withLock { count in
            guard let before = count else { return false }
            count = before + 1
            return before + 1 == chosen
        }
        guard isNow else { return false }
        wait(for: action)
        return interrupts
    }
}

/// Runs an action of an application on another connection, and blocks the runner's thread until it is done.
func wait(for action: @escaping @Sendable () async throws -> Void) {
    let isDone = DispatchSemaphore(value: 0)
    Task {
        await #expect(throws: Never.self) { try await action() }
        isDone.signal()
    }
    #expect(isDone.wait(timeout: .now() + 60) == .success, "the application waits for a lock")
}
