/// The tasks that wait for a connection, in the order in which they came.
struct WaitingTasks {
    private typealias Waiting = (number: UInt64, continuation: CheckedContinuation<Connection?, any Error>)

    private var waiting: [Waiting] = []
    private var lastNumber: UInt64 = 0

    mutating func nextNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    mutating func append(_ continuation: CheckedContinuation<Connection?, any Error>, _ number: UInt64) {
        guard !Task.isCancelled else {
            continuation.resume(throwing: CancellationError())
            return
        }
        waiting.append((number, continuation))
    }

    /// Ends the wait of a task; one that has been served already is left alone.
    mutating func cancel(_ number: UInt64) {
        guard let position = waiting.firstIndex(where: { $0.number == number }) else { return }
        waiting.remove(at: position).continuation.resume(throwing: CancellationError())
    }

    /// Hands a connection, or the place of one, to the task that has waited longest; false when none waits.
    mutating func resumeFirst(with connection: Connection?) -> Bool {
        guard !waiting.isEmpty else { return false }
        waiting.removeFirst().continuation.resume(returning: connection)
        return true
    }

    /// Ends all waits with an error.
    mutating func refuse(_ error: MySQLError) {
        for task in waiting { task.continuation.resume(throwing: error) }
        waiting = []
    }
}
