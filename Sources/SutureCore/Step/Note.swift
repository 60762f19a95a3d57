/// A remark that a plan or a run shows beside the counts.
public struct Note: Sendable, Hashable {
    /// The severity.
    public enum Level: String, Sendable {
        /// For information.
        case info
        /// To be checked before `up`.
        case warning
        /// `up` throws until it is resolved.
        case blocker
    }

    /// The severity.
    public let level: Level
    /// The stable code, the same as that of the error for a blocker.
    public let code: SutureError.Code
    /// A description of the note and its place.
    public let text: String
    /// The recommended action; empty for information.
    public let remedy: String

    /// Creates a note.
    public init(_ level: Level, _ code: SutureError.Code, _ text: String, remedy: String = "") {
        self.level = level
        self.code = code
        self.text = text
        self.remedy = remedy
    }

    /// The error for a blocker in `up`.
    public var error: SutureError {
        SutureError(code, text, remedy: remedy)
    }
}

extension SutureError.Code {
    /// Information without a failure.
    public static let information = Self(rawValue: "information")
    /// Triggers of the schema's owner fire during a repair.
    public static let triggersFire = Self(rawValue: "triggers-fire")
}
