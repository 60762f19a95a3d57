/// A password.
///
/// Its description, its debug description and its mirror show nothing of it.
public struct Secret: Sendable, Hashable {
    private let content: String

    /// Wraps a password.
    public init(_ content: String) { self.content = content }

    /// The password itself, for the one place that sends it.
    public func reveal() -> String { content }
}

extension Secret: ExpressibleByStringLiteral {
    /// Wraps a literal, as tests write it.
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
