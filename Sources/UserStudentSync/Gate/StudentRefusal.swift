import MySQLClient

/// Why a request is refused.
public struct StudentRefusal: Sendable {
    /// The kinds of refusals, each with a status of its own in HTTP.
    public enum Kind: String, Sendable {
        /// The user does not exist (any more), so whoever asks has to sign in again: 401.
        case unknownUser = "unknown-user"
        /// The user's row makes no student, such as when another account holds the email: 409 until somebody mends it.
        case conflict
        /// The database cannot be reached, refuses the account, or is too busy: 503.
        case unavailable
        /// The tables are no pair, or the key is of another type than theirs: a fault of the application, 500.
        case fault
    }

    /// The kind.
    public var kind: Kind
    /// What happened: a ``PairError`` or a `MySQLError`.
    ///
    /// It is for logs, not for the user: it names tables and columns.
    public var error: any Error
    /// When the caller may come again; nil when that changes nothing.
    public var retryAfter: Duration?

    init(_ error: any Error, retryAfter: Duration) {
        self.error = error
        kind = Self.kind(of: error)
        self.retryAfter = kind == .unavailable ? retryAfter : nil
    }

    /// The status of an answer in HTTP.
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
