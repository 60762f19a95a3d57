/// What the pending migrations did on a copy of the database, and back.
public struct RehearsalReport: Sendable, Encodable {
    /// A statement that changed a definition.
    public struct Definition: Sendable, Encodable {
        /// The statement, with names alone.
        public let statement: String
        /// INSTANT, NOCOPY, INPLACE or COPY; nil where the server cannot be asked for one.
        public let algorithm: String?
        /// What others may do with the table meanwhile: read and write (NONE), read (SHARED), nothing (EXCLUSIVE).
        public let lock: String?
        /// How long it took, in milliseconds, attempts by other methods included.
        public let milliseconds: Int
    }

    /// One step of a migration.
    public struct Step: Sendable, Encodable {
        /// What it does.
        public let summary: String
        /// The rows by table and kind of change.
        public let changes: [PlannedChange]
        /// How long it took, in milliseconds.
        public let milliseconds: Int
        /// The definitions that it changed.
        public let definitions: [Definition]
    }

    /// One migration.
    public struct Migration: Sendable, Encodable {
        /// The version.
        public let version: MigrationVersion
        /// The name.
        public let name: String
        /// The steps in order.
        public let steps: [Step]
        /// How long `up` took for it, in milliseconds.
        public let milliseconds: Int
        /// How long `down` took for it, in milliseconds.
        public let undoMilliseconds: Int
    }

    /// How long a run on the database will take, in milliseconds: as long as on the copy.
    public struct Foretold: Sendable, Encodable {
        /// How long `up` will take.
        public let upMilliseconds: Int
        /// How long `down` will take.
        public let downMilliseconds: Int
    }

    /// What the migrations were run on; nil when nothing was pending.
    public var copy: Copy?
    /// What follows for the database; nil when nothing was pending, and for a sample of the rows.
    public internal(set) var foretold: Foretold?
    /// The migrations that were pending, in order.
    public internal(set) var migrations: [Migration] = []
    /// The rows by table and kind of change, over all migrations.
    public internal(set) var totals: [ChangeTotal] = []
    /// What `verify` found after `up`; empty when every promise was kept.
    public internal(set) var findings: [MigrationVerification] = []
    /// The definitions that `down` took back.
    public internal(set) var undone: [Definition] = []
    /// What differed after `down` from the copy as it was, by table; empty when every byte was back.
    public internal(set) var differences: [String] = []
    /// The size of the journal after `up`, in bytes, as the server estimates it.
    public internal(set) var journalBytes = 0

    /// The report of a rehearsal in which nothing was pending.
    package init() {}

    /// Whether `up` kept its promises and `down` brought everything back.
    public var isGood: Bool { findings.isEmpty && differences.isEmpty }
}
