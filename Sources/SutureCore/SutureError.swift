/// An error of Suture: what is wrong, where, and what to do about it.
///
/// The code is stable, so that scripts can match it. Values of rows and passwords never appear in an error; names of
/// tables and columns, counts, and primary keys of conflicting rows do.
public struct SutureError: Error, Sendable, CustomStringConvertible {
    /// A stable, kebab-case name of one kind of error.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code as seen by scripts, such as `drift`.
        public let rawValue: String

        /// Creates a code from the text that scripts see.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }

    /// How a run ends with the error, which determines the exit code.
    public enum Outcome: Sendable {
        /// The work failed after it began; the state can be resumed.
        case failed
        /// Refused before anything was changed.
        case refused
        /// Another runner holds the lock.
        case locked
        /// The server could not be reached.
        case unreachable
        /// The run was interrupted by a signal; the state can be resumed.
        case interrupted
    }

    /// The stable code.
    public var code: Code
    /// A description of the problem and its place.
    public var message: String
    /// The recommended action.
    public var remedy: String
    /// How the run ends.
    public var outcome: Outcome
    /// Single facts behind the message, such as one line for each conflict.
    public var details: [String]

    /// Creates an error; `outcome` is `.refused` by default.
    public init(
        _ code: Code,
        _ message: String,
        remedy: String,
        outcome: Outcome = .refused,
        details: [String] = []
    ) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.outcome = outcome
        self.details = details
    }

    /// The code, the message, the details and the remedy, one per line.
    public var description: String {
        (["\(code.rawValue): \(message)"] + details.map { "  " + $0 } + [remedy]).joined(separator: "\n")
    }
}

extension SutureError {
    /// The run was asked to stop.
    public static let interruption = SutureError(
        .interrupted,
        "Interrupted; the open chunk was rolled back and what was done before is recorded.",
        remedy: "Run the same command again: it goes on where this one stopped.",
        outcome: .interrupted
    )
}

extension SutureError.Code {
    /// A migration names a table that the schema does not have.
    public static let tableMissing = Self(rawValue: "table-missing")
    /// A migration names a column that its table does not have.
    public static let columnMissing = Self(rawValue: "column-missing")
    /// A data step needs a primary key on the table that it changes.
    public static let primaryKeyMissing = Self(rawValue: "primary-key-missing")
    /// A data step needs transactions, so InnoDB tables.
    public static let engineNotTransactional = Self(rawValue: "engine-not-transactional")
    /// No database was chosen.
    public static let noDatabase = Self(rawValue: "no-database")
    /// The account lacks a privilege that the run needs.
    public static let privilegeMissing = Self(rawValue: "privilege-missing")
    /// A disk has clearly too little space.
    public static let spaceMissing = Self(rawValue: "space-missing")
    /// The server does not accept writes.
    public static let serverReadOnly = Self(rawValue: "server-read-only")
    /// A connection that replaces a lost one has reached another server.
    public static let serverChanged = Self(rawValue: "server-changed")
    /// After a loss, a server answers that lacks transactions which the run had committed.
    public static let transactionsLost = Self(rawValue: "transactions-lost")
    /// Two migrations have one version.
    public static let duplicateVersion = Self(rawValue: "duplicate-version")
    /// A named version is not among the migrations, or not applied.
    public static let unknownVersion = Self(rawValue: "unknown-version")
    /// The source of an applied migration has changed since.
    public static let drift = Self(rawValue: "drift")
    /// A pending version is older than the newest applied one.
    public static let outOfOrder = Self(rawValue: "out-of-order")
    /// A migration that is applied in the database is missing from this build.
    public static let migrationMissing = Self(rawValue: "migration-missing")
    /// A step cannot be reverted.
    public static let irreversible = Self(rawValue: "irreversible")
    /// Rows were edited since the migration changed them.
    public static let conflict = Self(rawValue: "conflict")
    /// Duplicates remain that violate a future unique key.
    public static let duplicatesRemain = Self(rawValue: "duplicates-remain")
    /// Orphans remain that violate a future foreign key.
    public static let orphansRemain = Self(rawValue: "orphans-remain")
    /// The columns of a foreign key do not agree.
    public static let foreignKeyMismatch = Self(rawValue: "foreign-key-mismatch")
    /// An undeclared reference was found that the migration neither names nor ignores.
    public static let undeclaredReference = Self(rawValue: "undeclared-reference")
    /// Re-pointing makes rows collide under a unique key, and no policy applies.
    public static let collision = Self(rawValue: "collision")
    /// Another runner holds the lock.
    public static let locked = Self(rawValue: "locked")
    /// Another runner took over this run.
    public static let fenced = Self(rawValue: "fenced")
    /// The state tables are from another version of Suture, or were edited.
    public static let stateInvalid = Self(rawValue: "state-invalid")
    /// A step did not end within its bounds.
    public static let notSettled = Self(rawValue: "not-settled")
    /// The rows that a statement changed differ from the journal.
    public static let journalMismatch = Self(rawValue: "journal-mismatch")
    /// A replica is behind, and did not catch up in time.
    public static let replicaLag = Self(rawValue: "replica-lag")
    /// A replica cannot be read, so its lag is unknown.
    public static let replicaUnreadable = Self(rawValue: "replica-unreadable")
    /// The tables that a run will change are unpredictable.
    public static let affectedUnknown = Self(rawValue: "affected-unknown")
    /// The run was interrupted by a signal.
    public static let interrupted = Self(rawValue: "interrupted")
    /// The configured schema of the state tables does not exist.
    public static let stateSchemaMissing = Self(rawValue: "state-schema-missing")
    /// Something is not supported, and nothing was changed.
    public static let unsupported = Self(rawValue: "unsupported")
    /// A migration is declared in a way that cannot work.
    public static let invalidMigration = Self(rawValue: "invalid-migration")
    /// After the run, the database does not satisfy a migration.
    public static let verificationFailed = Self(rawValue: "verification-failed")
}
