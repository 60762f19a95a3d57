import MySQLClient
import Synchronization

/// Ensures that the user of a request has a student, before the request proceeds.
///
/// Use it to build a middleware or an interceptor for any framework; the one for Hummingbird is
/// `EnsureStudentMiddleware`. Elsewhere it takes three lines, such as these of Vapor:
///
///     if case .refused(let refusal) = try await gate.admit(userID) {
///         throw Abort(.init(statusCode: refusal.httpStatus))
///     }
///
/// One gate serves all requests of an application: it remembers admitted users for a short time, so that the database
/// is not queried on each request.
///
/// - Note: No thread of the caller waits for the database: connections have threads of their own.
public final class StudentGate: Sendable {
    /// The synchronization of users and students.
    public let sync: UserStudentSync
    /// The options.
    public let options: Options

    private let remembered: Mutex<RecentUsers>

    /// Creates a gate; nothing is read yet.
    ///
    /// - Parameters:
    ///   - sync: The synchronization of users and students.
    ///   - options: The options.
    public init(_ sync: UserStudentSync, options: Options = Options()) {
        self.sync = sync
        self.options = options
        remembered = Mutex(RecentUsers(lifetime: options.memory, capacity: options.rememberedUsers))
    }

    /// Ensures that a user has a student, and decides whether the user's request may proceed.
    ///
    /// A user who is not a student, such as a teacher, proceeds. Any other failure is a ``StudentRefusal``, except an
    /// unavailable database while ``Options/whenUnavailable`` lets requests pass.
    /// - Parameter userID: The key of the user.
    /// - Returns: The decision, with its reason.
    /// - Throws: `CancellationError` at once when the task is cancelled; the student may be created all the same.
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
