import MySQLClient

/// The reason why a request is refused.
public struct StudentRefusal: Sendable {
    /// The kinds of refusals, each with its own HTTP status.
    public enum Kind: String, Sendable {
        /// The user does not exist (any more), so the caller has to sign in again: 401.
        case unknownUser = "unknown-user"
        /// The user's row cannot become a student, for example because another account has the email: 409 until
        /// somebody fixes it.
        case conflict
        /// The database cannot be reached, refuses the account, or is too busy: 503.
        case unavailable
        /// The tables are not a valid pair, or the key is of another type than theirs: a fault of the application, 500.
        case fault
    }

    /// The kind.
    public var kind: Kind
    /// The underlying error: a ``PairError`` or a `MySQLError`.
    ///
    /// It is for logs, not for the user: it names tables and columns.
    public var error: any Error
    /// The time after which the caller may retry; nil if that changes nothing.
    public var retryAfter: Duration?

    init(_ error: any Error, retryAfter: Duration) {
        self.error = error
        kind = Self.kind(of: error)
        self.retryAfter = kind == .unavailable ? retryAfter : nil
    }

    /// The HTTP status.
    public var httpStatus: Int {
        switch kind {
        case .unknownUser: 401
        case .conflict: 409
        case .unavailable: 503
        case .fault: 500
        }
    }

    private static func kind(of error: any Error) -> Kind {
        guard let error = error as? PairError else { return error is MySQLError ? .unavailable : .fault }
        return switch error.code {
        case .noSuchRow: .unknownUser
        case .valueTaken, .valueTooLong, .valueMissing, .valueRefused, .parentMissing, .stillReferenced: .conflict
        case .busy, .outcomeUnknown: .unavailable
        case .schemaMismatch, .wrongKey, .notInPair: .fault
        }
    }
}
