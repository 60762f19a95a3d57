import Dispatch
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Runs the jobs of one actor on a thread of its own, one after the other.
///
/// Calls of the client library block; here they block this thread and never one of the cooperative pool.
final class ThreadExecutor: SerialExecutor {
    private enum Work {
        case job(UnownedJob)
        case closure(@Sendable () -> Void)
    }

    private struct State {
        var pending: [Work] = []
        var isFinished = false
    }

    private let state = Mutex(State())
    /// Signalled once for each piece of work, and once at the end.
    private let arrived = DispatchSemaphore(value: 0)

    /// Starts the thread.
    ///
    /// - Throws: ``MySQLError`` when the system cannot start a thread.
    static func start() throws -> ThreadExecutor {
        let executor = ThreadExecutor()
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 8 << 20)
        let context = Unmanaged.passRetained(executor)
        #if canImport(Darwin)
        var thread: pthread_t?
        #else
        var thread = pthread_t()
        #endif
        let result = pthread_create(&thread, &attributes, threadMain, context.toOpaque())
        guard result == 0 else {
            context.release()
            throw MySQLError(
                code: .invalidUse,
                message: "No thread for a connection (errno \(result)): raise the limit of processes (ulimit -u)."
            )
        }
        return executor
    }

    private init() {}

    func enqueue(_ job: consuming ExecutorJob) { append(.job(UnownedJob(job))) }

    /// Runs `body` on the thread.
    func perform<R>(_ body: @escaping @Sendable () throws -> sending R) async throws -> sending R {
        try await withCheckedThrowingContinuation { continuation in
            append(
                .closure {
                    do { continuation.resume(returning: try body()) } catch { continuation.resume(throwing: error) }
                }
            )
        }
    }

    /// Ends the thread once the pending work is done; nothing may be enqueued after it.
    func finish() {
        state.withLock { $0.isFinished = true }
        arrived.signal()
    }

    private func append(_ work: Work) {
        state.withLock { $0.pending.append(work) }
        arrived.signal()
    }

    /// Returns all work that has arrived; nil once there will be no more.
    private func next() -> [Work]? {
        while true {
            arrived.wait()
            let (batch, isFinished) = state.withLock { state in
                defer { state.pending = [] }
                return (state.pending, state.isFinished)
            }
            // The signal of work that an earlier batch has taken finds none.
            if !batch.isEmpty { return batch }
            if isFinished { return nil }
        }
    }

    fileprivate func runUntilFinished() {
        while let batch = next() {
            for work in batch {
                switch work {
                case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
                case .closure(let closure): closure()
                }
            }
        }
    }
}

#if canImport(Darwin)
private func threadMain(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<ThreadExecutor>.fromOpaque(context).takeRetainedValue().runUntilFinished()
    return nil
}
#else
private func threadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context { Unmanaged<ThreadExecutor>.fromOpaque(context).takeRetainedValue().runUntilFinished() }
    return nil
}
#endif
