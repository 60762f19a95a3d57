public import SutureCore

/// What is known of a backup: the JSON file beside it, `<file>.manifest.json`.
///
/// No value of a row and no secret is in it.
public struct BackupManifest: Sendable, Hashable, Codable {
    /// The server that was dumped.
    public struct Server: Sendable, Hashable, Codable {
        /// `mariadb` or `mysql`.
        public var vendor: String
        /// The version as the server says it.
        public var version: String
    }

    /// The program that made the dump.
    public struct Program: Sendable, Hashable, Codable {
        /// Its path.
        public var path: String
        /// Its version.
        public var version: String
        /// Its arguments, without the option file.
        public var options: [String]
    }

    /// Where the server's binary log stood for the tables of the backup.
    public struct Position: Sendable, Hashable, Codable {
        /// The file of the binary log.
        public var file: String?
        /// The offset in that file.
        public var offset: Int?
        /// The transactions that are in the backup, as the server writes them.
        public var gtid: String?
    }

    /// The run before whose first change the backup was taken.
    public struct Run: Sendable, Hashable, Codable {
        /// Its number, as `suture_history` has it.
        public var number: Int64
        /// What it does: `up` or `down`.
        public var direction: String

        /// Creates a description of a run.
        public init(number: Int64, direction: String) {
            self.number = number
            self.direction = direction
        }
    }

    /// One base table of the dump.
    public struct Table: Sendable, Hashable, Codable {
        /// Its name.
        public var name: String
        /// Its rows; nil where they are not known.
        public var rows: Int?
        /// A SHA-256 over its content, as `suture fingerprint` prints it; nil where it is not known.
        public var content: String?
        /// A SHA-256 of its definition.
        public var definition: String
    }

    /// One sequence of MariaDB.
    public struct Sequence: Sendable, Hashable, Codable {
        /// Its name.
        public var name: String
        /// The value that it gives next and that the server had not cached; nil when it was used during the dump.
        public var next: Int64?
    }

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
