public import SutureCore

/// The description of a backup: the JSON file beside it, `<file>.manifest.json`.
///
/// It contains no value of a row and no secret.
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
    /// The compression of the file: `zstd`, `gzip` or `none`.
    public var compression: String
    /// The time in UTC at which the backup began.
    public var started: String
    /// The time in UTC at which the dump was complete.
    public var finished: String
    /// The position of the binary log, if the server reports it.
    public var position: Position?
    /// The snapshot of counts and contents: the `same` as the dump's, a `separate` one, or `none`.
    public var snapshot: SnapshotKind
    /// The part of the schema in the backup; nil in manifests of earlier versions.
    public var scope: BackupScope?
    /// The requested tables of a partial backup; nil for the whole schema.
    public var selection: [String]?
    /// The run that the backup belongs to; nil for a separate backup.
    public var run: Run?
    /// The name of the file, in the same folder.
    public var file: String
    /// The SHA-256 of the file.
    public var sha256: String
    /// The size of the file.
    public var bytes: Int64
    /// The size of the dump before compression.
    public var plainBytes: Int64
    /// A SHA-256 over all definitions.
    public var schema: String
    /// The base tables, in the order of their names' bytes.
    public var tables: [Table]
    /// The sequences of a whole schema; nil in manifests of earlier versions.
    public var sequences: [Sequence]?
    /// The views, triggers, routines, events and sequences of a whole schema.
    public var objects: [SchemaObject]

    /// True if the backup contains only some tables of the schema.
    public var isPartial: Bool { selection != nil }
}
