/// The tasks that wait for a value, in the order of their arrival.
package struct WaitingTasks<Value: Sendable> {
    private typealias Waiting = (number: UInt64, continuation: CheckedContinuation<Value, any Error>)

    private var waiting: [Waiting] = []
    private var lastNumber: UInt64 = 0

    package init() {}

    package mutating func nextNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    /// Lets a task wait, before all others if it is to be `first`; a cancelled task does not begin to wait.
    package mutating func append(
        _ continuation: CheckedContinuation<Value, any Error>,
        _ number: UInt64,
        first: Bool = false
    ) {
        guard !Task.isCancelled else {
            continuation.resume(throwing: CancellationError())
            return
        }
        waiting.insert((number, continuation), at: first ? 0 : waiting.endIndex)
    }

    /// Ends the wait of a task; does nothing if it has already been served.
    package mutating func cancel(_ number: UInt64) {
        guard let position = waiting.firstIndex(where: { $0.number == number }) else { return }
        waiting.remove(at: position).continuation.resume(throwing: CancellationError())
    }

    /// Passes a value to the task that has waited longest; returns false if none waits.
    package mutating func resumeFirst(with value: Value) -> Bool {
        guard !waiting.isEmpty else { return false }
        waiting.removeFirst().continuation.resume(returning: value)
        return true
    }

    /// Ends all waits with an error.
    mutating func refuse(_ error: MySQLError) {
        for task in waiting { task.continuation.resume(throwing: error) }
        waiting = []
    }
}
