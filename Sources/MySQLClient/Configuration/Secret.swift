/// A password.
///
/// Its description, its debug description and its mirror do not reveal it.
public struct Secret: Sendable, Hashable {
    private let content: String

    /// Creates a secret from a password.
    public init(_ content: String) { self.content = content }

    /// Returns the password itself, for the one place that sends it.
    public func reveal() -> String { content }
}

extension Secret: ExpressibleByStringLiteral {
    /// Creates a secret from a literal, as in tests.
    public init(stringLiteral value: String) { self.init(value) }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The word "(hidden)".
    public var description: String { "(hidden)" }

    /// The word "(hidden)".
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
