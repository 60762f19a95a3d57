/// Why a backup was not taken, is not to be trusted, or was not restored: what is wrong and what to do about it.
///
/// When it is thrown by a backup, none stands in the directory: an unfinished file has been removed. The program's own
/// words are quoted in `details` without values of rows; the password never appears.
public struct BackupError: Error, Sendable, CustomStringConvertible {
    /// A stable, kebab-case name of one kind of error.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code as scripts see it, such as `dump-incomplete`.
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
    /// What is wrong.
    public var message: String
    /// What to do about it.
    public var remedy: String
    /// Single facts behind the message, such as a table that is missing or a line that the dump program wrote.
    public var details: [String]
    /// Whether a schema has been changed before it was thrown, as a restore that fails midway does.
    public var hasChanged = false

    /// Creates an error.
    public init(_ code: Code, _ message: String, remedy: String, details: [String] = []) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.details = details
    }

    /// The code, the message, the details and the remedy, a line each.
    public var description: String {
        (["\(code.rawValue): \(message)"] + details.map { "  " + $0 } + [remedy]).joined(separator: "\n")
    }
}

extension BackupError.Code {
    /// No dump program was found, or the one that was named cannot be run.
    public static let programNotFound = Self(rawValue: "program-not-found")
    /// The dump program failed, or told of an error.
    public static let dumpFailed = Self(rawValue: "dump-failed")
    /// The dump program ended as if all were well, but its output is not whole.
    public static let dumpIncomplete = Self(rawValue: "dump-incomplete")
    /// The dump took longer than its time limit, and was stopped.
    public static let timedOut = Self(rawValue: "timed-out")
    /// The directory cannot be made or written to.
    public static let directoryNotWritable = Self(rawValue: "directory-not-writable")
    /// The file could not be written to its end; most often the disk is full.
    public static let writeFailed = Self(rawValue: "write-failed")
    /// A pipe between us and a program could not be made, or broke otherwise than by the program's end.
    public static let pipeFailed = Self(rawValue: "pipe-failed")
    /// The compression program failed.
    public static let compressionFailed = Self(rawValue: "compression-failed")
    /// The directory has plainly too little room for the backup.
    public static let spaceMissing = Self(rawValue: "space-missing")
    /// The schema was changed while it was dumped.
    public static let schemaChanged = Self(rawValue: "schema-changed")
    /// The account may not see all that a backup has to hold.
    public static let privilegeMissing = Self(rawValue: "privilege-missing")
    /// A file is not the one that its manifest describes, or has none.
    public static let backupInvalid = Self(rawValue: "backup-invalid")
    /// The client program stopped at an error.
    public static let restoreFailed = Self(rawValue: "restore-failed")
    /// The schema is not what the manifest says after a restore.
    public static let restoreDiffers = Self(rawValue: "restore-differs")
    /// Objects of the backup cannot be restored into this schema, or on this server.
    public static let restoreBlocked = Self(rawValue: "restore-blocked")
    /// A schema that a backup is to go into holds something.
    public static let schemaNotEmpty = Self(rawValue: "schema-not-empty")
    /// The request names a database or a table that the server does not show to this account.
    public static let notInSchema = Self(rawValue: "not-in-schema")
    /// The request, or its configuration, asks for something that no dump program can do safely.
    public static let invalidRequest = Self(rawValue: "invalid-request")
}

extension BackupError {
    /// The error of a program that took too long.
    static func timedOut(_ program: DumpProgram, _ limit: Duration, remedy: String) -> BackupError {
        BackupError(.timedOut, "\(program.path) did not end within \(limit) and was stopped.", remedy: remedy)
    }
}
