public import SutureCore

/// What is known of a backup: the JSON file beside it, `<file>.manifest.json`.
///
/// No value of a row and no secret is in it.
public struct BackupManifest: Sendable, Hashable, Codable {
    /// The layout of the file; others are not read.
    public static let currentFormat = 1

    /// The layout of the file.
    public var format = BackupManifest.currentFormat
    /// The version of Suture.
    public var tool: String
    /// The schema.
    public var database: String
    /// The schema's default character set.
    public var characterSet: String
    /// The schema's default collation.
    public var collation: String
    /// The server that was dumped.
    public var server: Server
    /// The program that made the dump.
    public var program: Program
    /// How the file is compressed: `zstd`, `gzip` or `none`.
    public var compression: String
    /// The time in UTC at which the backup began.
    public var started: String
    /// The time in UTC at which the dump was whole.
    public var finished: String
    /// Where the binary log stood, when the server tells.
    public var position: Position?
    /// Whether counts and contents are of the `same` snapshot as the dump, of a `separate` one, or `none` was taken.
    public var snapshot: SnapshotKind
    /// How much of the schema is in the backup; nil in manifests of earlier versions.
    public var scope: BackupScope?
    /// The tables that were asked for, when the backup is a partial one; nil for the whole schema.
    public var selection: [String]?
    /// The run that the backup belongs to; nil for one that was taken by itself.
    public var run: Run?
    /// The name of the file, in the same folder.
    public var file: String
    /// The SHA-256 of the file.
    public var sha256: String
    /// The size of the file.
    public var bytes: Int64
    /// The size of the dump before it was compressed.
    public var plainBytes: Int64
    /// A SHA-256 over all definitions.
    public var schema: String
    /// The base tables, in the order of their names' bytes.
    public var tables: [Table]
    /// The sequences of a whole schema; nil in manifests of earlier versions.
    public var sequences: [Sequence]?
    /// The views, triggers, routines, events and sequences of a whole schema.
    public var objects: [SchemaObject]

    /// Whether the backup holds some tables of the schema alone.
    public var isPartial: Bool { selection != nil }
}
