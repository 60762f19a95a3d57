extension BackupManifest {
    /// The server that was dumped.
    public struct Server: Sendable, Hashable, Codable {
        /// `mariadb` or `mysql`.
        public var vendor: String
        /// The version as the server reports it.
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

    /// The position of the server's binary log for the tables of the backup.
    public struct Position: Sendable, Hashable, Codable {
        /// The file of the binary log.
        public var file: String?
        /// The offset in that file.
        public var offset: Int?
        /// The transactions in the backup, as the server writes them.
        public var gtid: String?
    }

    /// The run before whose first change the backup was taken.
    public struct Run: Sendable, Hashable, Codable {
        /// Its number, as in `suture_history`.
        public var number: Int64
        /// Its direction: `up` or `down`.
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
        /// The number of its rows; nil if unknown.
        public var rows: Int?
        /// A SHA-256 over its content, as printed by `suture fingerprint`; nil if unknown.
        public var content: String?
        /// A SHA-256 of its definition.
        public var definition: String
    }

    /// One sequence of MariaDB.
    public struct Sequence: Sendable, Hashable, Codable {
        /// Its name.
        public var name: String
        /// The next value that the server had not cached; nil if it was used during the dump.
        public var next: Int64?
    }
}
