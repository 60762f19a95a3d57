import Dispatch
import MySQLClient
import Synchronization

/// Waits on the connection's own thread for asynchronous work, and keeps the connection alive meanwhile.
///
/// ``RunWatch`` renews the lease of the run from another connection.
struct HookWait {
    private let scope: RunScope
    private static let look: DispatchTimeInterval = .milliseconds(50)
    /// The interval of keepalives to the server; servers and proxies drop connections that are idle for a minute.
    private static let sign: Duration = .seconds(5)
    /// The time within which a cancelled hook must end.
    private static let patience: Duration = .seconds(10)

    init(_ scope: RunScope) {
        self.scope = scope
    }

    private final class Answer<Value: Sendable>: Sendable {
        let result = Mutex<Result<Value, any Error>?>(nil)
        let arrived = DispatchSemaphore(value: 0)
    }

    /// Returns the result of a body, which runs on the cooperative pool.
    func result<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
        let answer = Answer<Value>()
        let task = Task.detached {
            let result: Result<Value, any Error>
            do {
                result = .success(try await body())
            } catch {
                result = .failure(error)
            }
            answer.result.withLock { $0 = result }
            answer.arrived.signal()
        }
        var lastSign = ContinuousClock.now
        var cancelled: ContinuousClock.Instant?
        while answer.arrived.wait(timeout: .now() + Self.look) == .timedOut {
            let now = ContinuousClock.now
            if let cancelled, now - cancelled > Self.patience { break }
            if cancelled == nil, isInterrupted {
                task.cancel()
                cancelled = now
            } else if now - lastSign > Self.sign {
                // The next statement of the run finds a connection that is lost now.
                _ = try? scope.session.execute("DO 0")
                lastSign = now
            }
        }
        if cancelled != nil { throw SutureError.interruption }
        guard let result = answer.result.withLock({ $0 }) else { throw SutureError.interruption }
        return try result.get()
    }

    private var isInterrupted: Bool {
        (try? scope.guardian.checkInterruption()) == nil
    }
}
