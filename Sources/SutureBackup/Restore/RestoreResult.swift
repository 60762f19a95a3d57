/// A backup that was restored and compared with its manifest.
public struct RestoreResult: Sendable, Hashable {
    /// The target schema.
    public var database: String
    /// The number of restored tables.
    public var tables: Int
    /// The number of rows that were counted and compared.
    public var rows: Int
    /// The number of tables whose content was compared with the manifest.
    public var comparedTables: Int
    /// True if the definitions were compared, as they are if the server has the version of the dumped one.
    public var comparedDefinitions: Bool
    /// The tables that a partial backup has restored, sorted; nil if the whole schema was restored.
    public var restoredTables: [String]?
    /// Rows with dangling references since some of the schema's tables were replaced and others not.
    public var lostReferences: [LostReferences]
    /// The definers that are missing on this server; the restoring account replaces them.
    public var replacedDefiners: [String]
    /// The backup of the previous content of the schema, if some of it was replaced.
    public var backup: String?
    /// The duration, including the checks.
    public var duration: Duration
}
