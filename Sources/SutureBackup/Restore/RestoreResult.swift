/// A backup that was restored and compared with its manifest.
public struct RestoreResult: Sendable, Hashable {
    /// The schema that it went into.
    public var database: String
    /// The tables that were restored.
    public var tables: Int
    /// The rows that were counted and compared.
    public var rows: Int
    /// The tables whose content was compared with the manifest.
    public var comparedTables: Int
    /// Whether the definitions were compared, as they are when the server has the version of the dumped one.
    public var comparedDefinitions: Bool
    /// The tables that a partial backup has put in place, sorted; nil when the whole schema was restored.
    public var restoredTables: [String]?
    /// Rows that refer to nothing since some of the schema's tables were replaced and others not.
    public var lostReferences: [LostReferences]
    /// The definers that are not on this server; the restoring account took their place.
    public var replacedDefiners: [String]
    /// The backup of what stood in the schema, when something of it was replaced.
    public var backup: String?
    /// How long it took, with the checks.
    public var duration: Duration
}
