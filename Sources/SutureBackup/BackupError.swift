/// The error of a backup that was not taken, is not trustworthy, or was not restored: the problem and the remedy.
///
/// When a backup throws it, the directory contains no file of it: an unfinished file has been removed. The program's
/// own output is quoted in `details` without values of rows; the password never appears.
public struct BackupError: Error, Sendable, CustomStringConvertible {
    /// A stable, kebab-case name of one kind of error.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code as seen by scripts, such as `dump-incomplete`.
        public let rawValue: String

        /// Creates a code from the text that scripts see.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// Lets `catch` and `switch` match a code.
        public static func ~= (code: Self, error: any Error) -> Bool {
            (error as? BackupError)?.code == code
        }
    }

    /// The stable code.
    public var code: Code
    /// A description of the problem.
    public var message: String
    /// The recommended action.
    public var remedy: String
    /// Single facts behind the message, such as a missing table or a line that the dump program wrote.
    public var details: [String]
    /// True if a schema was changed before the error, for example by a restore that fails midway.
    public var hasChanged = false

    /// Creates an error.
    public init(_ code: Code, _ message: String, remedy: String, details: [String] = []) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.details = details
    }

    /// The code, the message, the details and the remedy, one per line.
    public var description: String {
        (["\(code.rawValue): \(message)"] + details.map { "  " + $0 } + [remedy]).joined(separator: "\n")
    }
}

extension BackupError.Code {
    /// No dump program was found, or the named one cannot be run.
    public static let programNotFound = Self(rawValue: "program-not-found")
    /// The dump program failed, or reported an error.
    public static let dumpFailed = Self(rawValue: "dump-failed")
    /// The dump program ended successfully, but its output is not complete.
    public static let dumpIncomplete = Self(rawValue: "dump-incomplete")
    /// The dump exceeded its time limit, and was stopped.
    public static let timedOut = Self(rawValue: "timed-out")
    /// The directory cannot be created or written to.
    public static let directoryNotWritable = Self(rawValue: "directory-not-writable")
    /// The file could not be written to its end; most often the disk is full.
    public static let writeFailed = Self(rawValue: "write-failed")
    /// A pipe to or from a program could not be created, or broke without the program's end.
    public static let pipeFailed = Self(rawValue: "pipe-failed")
    /// The compression program failed.
    public static let compressionFailed = Self(rawValue: "compression-failed")
    /// The directory has clearly too little space for the backup.
    public static let spaceMissing = Self(rawValue: "space-missing")
    /// The schema was changed while it was dumped.
    public static let schemaChanged = Self(rawValue: "schema-changed")
    /// The account may not see everything that a backup has to contain.
    public static let privilegeMissing = Self(rawValue: "privilege-missing")
    /// A file differs from its manifest, or has none.
    public static let backupInvalid = Self(rawValue: "backup-invalid")
    /// The client program stopped at an error.
    public static let restoreFailed = Self(rawValue: "restore-failed")
    /// After a restore, the schema differs from the manifest.
    public static let restoreDiffers = Self(rawValue: "restore-differs")
    /// Objects of the backup cannot be restored into this schema, or on this server.
    public static let restoreBlocked = Self(rawValue: "restore-blocked")
    /// The target schema of a backup is not empty.
    public static let schemaNotEmpty = Self(rawValue: "schema-not-empty")
    /// The request names a database or a table that the server does not show to this account.
    public static let notInSchema = Self(rawValue: "not-in-schema")
    /// The request, or its configuration, requires something that no dump program can do safely.
    public static let invalidRequest = Self(rawValue: "invalid-request")
}

extension BackupError {
    /// Returns the error of a program that took too long.
    static func timedOut(_ program: DumpProgram, _ limit: Duration, remedy: String) -> BackupError {
        BackupError(.timedOut, "\(program.path) did not end within \(limit) and was stopped.", remedy: remedy)
    }
}
