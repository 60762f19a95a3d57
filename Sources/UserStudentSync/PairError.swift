/// Why a pair of rows could not be brought into step: what is wrong, where, and what to do.
///
/// The code is stable. Messages name tables, columns and counts, never the values of rows. What concerns the connection or
/// the account is thrown as the `MySQLError` that it is.
public struct PairError: Error, Sendable, CustomStringConvertible {
    /// One kind of error.
    public enum Code: String, Sendable {
        /// There is no row with the key.
        case noSuchRow = "no-such-row"
        /// The row is there, but is of another kind: a user who is no student.
        case notInPair = "not-in-pair"
        /// Another row holds a value that is unique, such as the email.
        case valueTaken = "value-taken"
        /// A value is longer than its column.
        case valueTooLong = "value-too-long"
        /// A column needs a value and got none.
        case valueMissing = "value-missing"
        /// A value has the wrong form for its column, or a check of the table refuses it.
        case valueRefused = "value-refused"
        /// Rows of other tables refer to the row.
        case stillReferenced = "still-referenced"
        /// A column names a row of another table that is not there.
        case parentMissing = "parent-missing"
        /// The tables are not such that they can be a pair, or a call names a column that does not belong there.
        case schemaMismatch = "schema-mismatch"
        /// The key that was given is of another kind than the tables' keys.
        case wrongKey = "wrong-key"
        /// Deadlocks, lock waits or lost connections, again and again.
        case busy
        /// The connection was lost at the commit, and the server stays away: the work was done as a whole, or not at all.
        case outcomeUnknown = "outcome-unknown"
    }

    /// The kind of error.
    public var code: Code
    /// What is wrong, and where.
    public var message: String
    /// What to do about it.
    public var remedy: String

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - code: The kind of error.
    ///   - message: What is wrong, and where; no value of a row.
    ///   - remedy: What to do about it.
    public init(_ code: Code, _ message: String, remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    /// The code, the message and the remedy.
    public var description: String { "\(code.rawValue): \(message) \(remedy)" }
}
