/// A retired primary key, and the row that took its place.
///
/// Keys are text: the parts of a composite key are joined by `/`, and a binary part is hexadecimal, as `0x00ff`. The
/// survivor may not exist any more: an application may have deleted it since.
public struct Redirect: Sendable, Hashable, Encodable {
    /// The version that retired the key.
    public let version: MigrationVersion
    /// The table.
    public let table: String
    /// The retired key.
    public let key: String
    /// The key of the row that replaces it in the end, after all versions.
    public let survivor: String
    /// The keys in between, if a survivor was retired as well; the oldest first.
    public let via: [String]
    /// The number of columns of the primary key.
    public let keyParts: Int
}

/// Retired keys, and their total number.
public struct RedirectList: Sendable {
    /// The number of keys that match the request.
    public let count: Int
    /// The first of them, in the order in which they were retired.
    public let redirects: [Redirect]
}
