/// The version of a migration: the UTC date and time at the start of its file name, as fourteen digits.
public struct MigrationVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The digits as a number, such as 20261123090000.
    public let number: Int64

    /// Creates a version from its digits as a number.
    public init(_ number: Int64) {
        self.number = number
    }

    /// Creates a version from text, or returns nil when the text is not a whole positive number.
    public init?(_ text: some StringProtocol) {
        guard let number = Int64(text), number > 0 else { return nil }
        self.number = number
    }

    /// The digits.
    public var description: String {
        String(number)
    }

    /// Orders versions as they are applied.
    public static func < (left: Self, right: Self) -> Bool {
        left.number < right.number
    }
}
