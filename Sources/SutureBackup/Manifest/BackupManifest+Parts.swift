extension BackupManifest {
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
}
