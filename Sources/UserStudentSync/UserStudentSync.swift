import MySQLClient
import SutureRepair

/// Keeps users and students in step, in an application that writes them.
///
/// A user of role STUDENT and the student with the same key are one person: both are created together, both are changed
/// together, and both are deleted together. The users are the source of truth for shared columns.
///
///     let sync = UserStudentSync(ConnectionPool(configuration))
///     switch try await sync.ensureStudentRecord(userID: 17) { … }
///
/// The description of the pair is a value, so the same library serves other pairs: then "user" is the source, and
/// "student" the partner.
///
/// Every call is safe from many processes at once, even for the same key. Deadlocks, lock waits and lost connections
/// are retried; the effect of a call occurs once. Suture's triggers that keep the same pair in step are switched off,
/// as the library writes both rows itself.
public struct UserStudentSync: Sendable {
    /// The connections for the work; their database is the pair's schema.
    public let pool: ConnectionPool
    /// The two tables.
    public let pair: SynchronizedPair

    let layout: PairLayout

    /// Creates a synchronization; nothing is read yet.
    ///
    /// - Parameters:
    ///   - pool: The connections.
    ///   - pair: The two tables; by default, those of the school platform.
    public init(_ pool: ConnectionPool, pair: SynchronizedPair = .usersAndStudents) {
        self.pool = pool
        self.pair = pair
        layout = PairLayout(pair)
    }
}
