/// The part of a schema that a backup contains.
public struct BackupScope: RawRepresentable, Sendable, Hashable, Codable {
    /// The word in the manifest.
    public let rawValue: String

    /// Creates a scope from its word.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// All tables, with the views, routines and events.
    public static let full = Self(rawValue: "full")
    /// The tables that a run will change, with their parents by foreign keys.
    public static let affected = Self(rawValue: "affected")
    /// Tables that were named individually.
    public static let tables = Self(rawValue: "tables")
}
