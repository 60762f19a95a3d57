/// The relation of the counts and contents in a manifest to its dump.
public struct SnapshotKind: RawRepresentable, Sendable, Hashable, Codable {
    /// The word in the manifest.
    public let rawValue: String

    /// Creates a kind from its word.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// From exactly the snapshot of the dump.
    public static let same = Self(rawValue: "same")
    /// Read before and after the dump, without differences between the two.
    public static let separate = Self(rawValue: "separate")
    /// Not taken.
    public static let none = Self(rawValue: "none")
}
