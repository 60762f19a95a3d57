public import MySQLClient

extension RehearsalReport {
    /// The copy of the database that a rehearsal ran on.
    public struct Copy: Sendable, Encodable {
        /// The location of a copy.
        public enum Kind: String, Sendable, Encodable {
            /// In a schema of its own on the database's server.
            case scratch
            /// On a private server.
            case `private`
        }

        /// The location of the copy.
        public let kind: Kind
        /// The vendor and version of the server that had it.
        public let server: String
        /// The vendor and version of the database's server.
        public let databaseServer: String
        /// The file of the backup that it was loaded from; nil if it was loaded from the database.
        public let backup: String?
        /// The part of the rows that it held, in percent, besides those that they refer to; nil for all rows.
        ///
        /// The figures are then those of the sample, and duplicates of rows outside of it are not found.
        public let samplePercent: Double?
        /// The time it took to create, in milliseconds.
        public let milliseconds: Int

        /// Describes a copy.
        ///
        /// - Parameters:
        ///   - kind: The location.
        ///   - server: The server that had it.
        ///   - databaseServer: The vendor and version of the database's server; nil if it was the same.
        ///   - backup: The file that it was loaded from, or nil.
        ///   - sample: The part of the rows that it held, or nil for all.
        ///   - loading: The time it took to create.
        public init(
            _ kind: Kind,
            server: ServerIdentity,
            databaseServer: String? = nil,
            backup: String? = nil,
            sample: RehearsalSample? = nil,
            loading: Duration
        ) {
            self.kind = kind
            self.server = server.title
            self.databaseServer = databaseServer ?? server.title
            self.backup = backup
            samplePercent = sample?.percent
            milliseconds = loading.milliseconds
        }
    }
}

extension ServerIdentity {
    /// The vendor and the version, as reports name a server.
    package var title: String { "\(vendor.rawValue) \(versionText)" }
}
