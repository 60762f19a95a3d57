import MySQLClient
import Synchronization

/// Makes sure that the user of a request has a student, before the request goes on.
///
/// It is what a middleware or an interceptor of any framework is made of; the one for Hummingbird is
/// `EnsureStudentMiddleware`. Elsewhere it takes three lines, such as these of Vapor:
///
///     if case .refused(let refusal) = try await gate.admit(userID) {
///         throw Abort(.init(statusCode: refusal.httpStatus))
///     }
///
/// One gate serves all requests of an application: it remembers for a short time whom it has let through, so that the
/// database is not asked on each request.
///
/// - Note: No thread of the caller waits for the database: connections have threads of their own.
public final class StudentGate: Sendable {
    /// What keeps users and students in step.
    public let sync: UserStudentSync
    /// How it decides.
    public let options: Options

    private let remembered: Mutex<RecentUsers>

    /// Makes a gate; nothing is read yet.
    ///
    /// - Parameters:
    ///   - sync: What keeps users and students in step.
    ///   - options: How it decides.
    public init(_ sync: UserStudentSync, options: Options = Options()) {
        self.sync = sync
        self.options = options
        remembered = Mutex(RecentUsers(lifetime: options.memory, capacity: options.rememberedUsers))
    }

    /// Makes sure that a user has a student, and says whether the user's request may go on.
    ///
    /// A user who is no student, such as a teacher, goes on. Any other failure is a ``StudentRefusal``, but for a database
    /// that cannot be asked while ``Options/whenUnavailable`` lets requests pass.
    /// - Parameter userID: The key of the user.
    /// - Returns: Whether the request may go on, and why.
    /// - Throws: `CancellationError` at once when the task is cancelled; the student may be made all the same.
    public func admit(_ userID: some ValueEncodable & Sendable) async throws(CancellationError) -> StudentDecision {
        let id = userID.value
        if remembered.withLock({ $0.contains(id) }) { return .goesOn(.remembered) }
        switch await outcome(of: id) {
        case .success(let outcome):
            remembered.withLock { $0.insert(id) }
            return .goesOn(.ensured(outcome))
        case .failure where Task.isCancelled:
            throw CancellationError()
        case .failure(let error as PairError) where error.code == .notInPair:
            remembered.withLock { $0.insert(id) }
            return .goesOn(.notAStudent)
        case .failure(let error):
            let refusal = StudentRefusal(error, retryAfter: options.retryAfter)
            guard refusal.kind == .unavailable, options.whenUnavailable == .passThrough else {
                return .refused(refusal)
            }
            return .goesOn(.unchecked(error))
        }
    }

    private func outcome(of id: Value) async -> Result<SyncOutcome, any Error> {
        let late = PairError(
            .busy,
            "The database has not answered within \(options.timeLimit).",
            remedy: "Look whether it is overloaded or cannot be reached."
        )
        return await Deadline.run(options.timeLimit, orFail: late) { [sync] in
            try await sync.ensureStudentRecord(userID: id)
        }
    }
}
