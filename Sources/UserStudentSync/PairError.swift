/// The error of a pair of rows that could not be synchronized: the problem, its place, and the remedy.
///
/// The code is stable. Messages name tables, columns and counts, never the values of rows. Errors of the connection or
/// the account are thrown as `MySQLError`.
public struct PairError: Error, Sendable, CustomStringConvertible {
    /// One kind of error.
    public enum Code: String, Sendable {
        /// The row with the key does not exist.
        case noSuchRow = "no-such-row"
        /// The row exists, but does not belong to the pair: a user who is not a student.
        case notInPair = "not-in-pair"
        /// Another row has a unique value, such as the email.
        case valueTaken = "value-taken"
        /// A value is longer than its column.
        case valueTooLong = "value-too-long"
        /// A column needs a value and got none.
        case valueMissing = "value-missing"
        /// A value has the wrong form for its column, or a check of the table refuses it.
        case valueRefused = "value-refused"
        /// Rows of other tables refer to the row.
        case stillReferenced = "still-referenced"
        /// A column refers to a missing row of another table.
        case parentMissing = "parent-missing"
        /// The tables cannot be a pair, or a call names a column that does not belong there.
        case schemaMismatch = "schema-mismatch"
        /// The given key has another type than the tables' keys.
        case wrongKey = "wrong-key"
        /// Repeated deadlocks, lock waits or lost connections.
        case busy
        /// The connection was lost at the commit, and the server stays unreachable: the work was done as a whole, or
        /// not at all.
        case outcomeUnknown = "outcome-unknown"
    }

    /// The kind of error.
    public var code: Code
    /// A description of the problem and its place.
    public var message: String
    /// The recommended action.
    public var remedy: String

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: The kind of error.
    ///   - message: A description of the problem and its place; no value of a row.
    ///   - remedy: The recommended action.
    public init(_ code: Code, _ message: String, remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    /// The code, the message and the remedy.
    public var description: String { "\(code.rawValue): \(message) \(remedy)" }
}
