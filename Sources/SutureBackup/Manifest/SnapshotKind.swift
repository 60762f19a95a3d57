/// How the counts and contents of a manifest belong to its dump.
public struct SnapshotKind: RawRepresentable, Sendable, Hashable, Codable {
    /// The word in the manifest.
    public let rawValue: String

    /// Creates a kind from its word.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Of the very snapshot of the dump.
    public static let same = Self(rawValue: "same")
    /// Read before and after the dump; what differed between the two is left out.
    public static let separate = Self(rawValue: "separate")
    /// Not taken.
    public static let none = Self(rawValue: "none")
}
