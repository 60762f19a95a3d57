internal import MySQLClient
import Synchronization

/// Limits the number of tasks that do something at the same time; the others wait, in the order of their arrival.
package final class Turns: Sendable {
    private struct State {
        var freePlaces: Int
        var waiting = WaitingTasks<Void>()
    }

    private let state: Mutex<State>

    package init(places: Int) { state = Mutex(State(freePlaces: places)) }

    /// Calls `body` when it is the task's turn.
    ///
    /// - Parameters:
    ///   - first: True to place the task before all waiting ones.
    ///   - body: The limited work.
    /// - Returns: The result of the body.
    /// - Throws: The error of the body; `CancellationError` when the task is cancelled while it waits.
    package func take<R>(first: Bool = false, _ body: () async throws -> R) async throws -> R {
        try await wait(first: first)
        defer { leave() }
        return try await body()
    }

    private func wait(first: Bool) async throws {
        let number = state.withLock { $0.waiting.nextNumber() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                state.withLock { state in
                    if state.freePlaces > 0 {
                        state.freePlaces -= 1
                        continuation.resume()
                    } else {
                        state.waiting.append(continuation, number, first: first)
                    }
                }
            }
        } onCancel: {
            state.withLock { $0.waiting.cancel(number) }
        }
    }

    private func leave() {
        state.withLock { state in
            if !state.waiting.resumeFirst(with: ()) { state.freePlaces += 1 }
        }
    }
}
