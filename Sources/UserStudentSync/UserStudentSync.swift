import MySQLClient
import SutureRepair

/// Keeps users and students in step, in an application that writes them.
///
/// A user of role STUDENT and the student with the same key are one person: both are created together, both are changed
/// together, and both are deleted together. The users are the source of truth for what they share.
///
///     let sync = UserStudentSync(ConnectionPool(configuration))
///     switch try await sync.ensureStudentRecord(userID: 17) { … }
///
/// The description of the pair is a value, so the same library serves other pairs: then "user" is the source, and "student"
/// the partner.
///
/// Every call may be made by many processes at once, for the same key too. Deadlocks, lock waits and lost connections are
/// tried again; what a call has done, it has done once. Triggers of Suture's that keep the same pair in step are passed
/// over, as the library writes both rows itself.
public struct UserStudentSync: Sendable {
    /// The connections on which the work is done; their database is the pair's schema.
    public let pool: ConnectionPool
    /// The two tables.
    public let pair: SynchronizedPair

    let layout: PairLayout

    /// Makes a synchronization; nothing is read yet.
    ///
    /// - Parameters:
    ///   - pool: The connections.
    ///   - pair: The two tables: those of the school platform unless others are given.
    public init(_ pool: ConnectionPool, pair: SynchronizedPair = .usersAndStudents) {
        self.pool = pool
        self.pair = pair
        layout = PairLayout(pair)
    }
}
