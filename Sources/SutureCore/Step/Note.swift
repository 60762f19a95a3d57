/// Something that a plan or a run tells a person beside the counts.
public struct Note: Sendable, Hashable {
    /// How much it matters.
    public enum Level: String, Sendable {
        /// For information.
        case info
        /// Deserves a look before `up`.
        case warning
        /// `up` refuses until it is dealt with.
        case blocker
    }

    /// How much it matters.
    public let level: Level
    /// The stable code, the same as that of the error which a blocker becomes.
    public let code: SutureError.Code
    /// What is so, and where.
    public let text: String
    /// What to do about it; empty for information.
    public let remedy: String

    /// Creates a note.
    public init(_ level: Level, _ code: SutureError.Code, _ text: String, remedy: String = "") {
        self.level = level
        self.code = code
        self.text = text
        self.remedy = remedy
    }

    /// The error that a blocker becomes in `up`.
    public var error: SutureError {
        SutureError(code, text, remedy: remedy)
    }
}

extension SutureError.Code {
    /// Information without a failure behind it.
    public static let information = Self(rawValue: "information")
    /// Triggers of the schema's owner fire during a repair.
    public static let triggersFire = Self(rawValue: "triggers-fire")
}
