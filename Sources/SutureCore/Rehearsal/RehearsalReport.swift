/// The result of applying the pending migrations to a copy of the database and reverting them.
public struct RehearsalReport: Sendable, Encodable {
    /// A statement that changed a definition.
    public struct Definition: Sendable, Encodable {
        /// The statement, without values.
        public let statement: String
        /// INSTANT, NOCOPY, INPLACE or COPY; nil if a method cannot be requested.
        public let algorithm: String?
        /// The access that others have meanwhile: read and write (NONE), read (SHARED), none (EXCLUSIVE).
        public let lock: String?
        /// The duration in milliseconds, attempts by other methods included.
        public let milliseconds: Int
    }

    /// One step of a migration.
    public struct Step: Sendable, Encodable {
        /// A summary of the step.
        public let summary: String
        /// The rows by table and kind of change.
        public let changes: [PlannedChange]
        /// The duration in milliseconds.
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
        /// The duration of `up` for it, in milliseconds.
        public let milliseconds: Int
        /// The duration of `down` for it, in milliseconds.
        public let undoMilliseconds: Int
    }

    /// The estimated duration of a run on the database, in milliseconds: the same as on the copy.
    public struct Foretold: Sendable, Encodable {
        /// The estimated duration of `up`.
        public let upMilliseconds: Int
        /// The estimated duration of `down`.
        public let downMilliseconds: Int
    }

    /// The copy that the migrations ran on; nil if nothing was pending.
    public var copy: Copy?
    /// The estimate for the database; nil if nothing was pending, and for a sample of the rows.
    public internal(set) var foretold: Foretold?
    /// The migrations that were pending, in order.
    public internal(set) var migrations: [Migration] = []
    /// The rows by table and kind of change, over all migrations.
    public internal(set) var totals: [ChangeTotal] = []
    /// The findings of `verify` after `up`; empty if every guarantee holds.
    public internal(set) var findings: [MigrationVerification] = []
    /// The definitions that `down` reverted.
    public internal(set) var undone: [Definition] = []
    /// The differences after `down` from the original copy, by table; empty if every byte was restored.
    public internal(set) var differences: [String] = []
    /// The size of the journal after `up`, in bytes, as the server estimates it.
    public internal(set) var journalBytes = 0

    /// Creates the report of a rehearsal in which nothing was pending.
    package init() {}

    /// True if `up` kept its guarantees and `down` restored everything.
    public var isGood: Bool { findings.isEmpty && differences.isEmpty }
}
