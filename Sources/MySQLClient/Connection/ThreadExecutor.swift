#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Runs the jobs of one actor on a thread of its own, one after the other.
///
/// Calls of the client library block; here they hold this thread and never one of the cooperative pool.
///
/// `@unchecked Sendable`: `pending` and `isFinished` are read and written between lock and unlock of `mutex` alone, the two
/// pointers never change after `init`, and the thread holds a reference for as long as it runs, so that `deinit` comes
/// after its last access.
final class ThreadExecutor: SerialExecutor, @unchecked Sendable {
    private enum Work {
        case job(UnownedJob)
        case closure(@Sendable () -> Void)
    }

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var pending: [Work] = []
    private var isFinished = false

    /// Starts the thread.
    ///
    /// - Throws: ``MySQLError`` when the system gives no more threads.
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

    private init() {
        mutex.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

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

    /// Ends the thread once the work that is pending is done; nothing may be enqueued after it.
    func finish() {
        pthread_mutex_lock(mutex)
        isFinished = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    private func append(_ work: Work) {
        pthread_mutex_lock(mutex)
        pending.append(work)
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    private func next() -> [Work]? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while pending.isEmpty {
            if isFinished { return nil }
            pthread_cond_wait(condition, mutex)
        }
        defer { pending.removeAll(keepingCapacity: true) }
        return pending
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
