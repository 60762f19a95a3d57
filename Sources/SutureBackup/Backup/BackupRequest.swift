public import MySQLClient

/// The data to back up, and the destination.
public struct BackupRequest: Sendable {
    /// The connection settings; the dump program uses the same account, socket and TLS mode.
    public var configuration: ConnectionConfiguration
    /// The database to dump.
    public var database: String
    /// The directory for the file; if it is missing, it is created for this user alone.
    public var directory: String
    /// The tables to dump, or nil for all of them with the views, routines and events of the database.
    public var tables: [String]?
    /// The reason for this selection, for the manifest.
    public var scope: BackupScope
    /// The run that the backup belongs to, for the manifest.
    public var run: BackupManifest.Run?
    /// The dump program, as a path or as a name in `PATH`; nil to find one that fits the server.
    public var program: String?
    /// A server program whose neighbour is preferred, so that a private server is dumped by its own release.
    public var serverProgram: String?
    /// The compression of the file; nil uses zstd if it is found, otherwise gzip, otherwise none.
    public var compression: Compression?
    /// True to record the rows and contents of the tables in the manifest, which costs one more reading of them.
    public var fingerprints: Bool
    /// The version of the tool, for the manifest.
    public var toolVersion: String
    /// The time limit of the dump.
    public var timeLimit: Duration

    /// Creates a request to dump one database.
    public init(
        configuration: ConnectionConfiguration,
        database: String,
        directory: String,
        tables: [String]? = nil,
        scope: BackupScope? = nil,
        run: BackupManifest.Run? = nil,
        program: String? = nil,
        serverProgram: String? = nil,
        compression: Compression? = nil,
        fingerprints: Bool = true,
        toolVersion: String = "",
        timeLimit: Duration = .seconds(3_600)
    ) {
        self.configuration = configuration
        self.database = database
        self.directory = directory
        self.tables = tables
        self.scope = scope ?? (tables == nil ? .full : .tables)
        self.run = run
        self.program = program
        self.serverProgram = serverProgram
        self.compression = compression
        self.fingerprints = fingerprints
        self.toolVersion = toolVersion
        self.timeLimit = timeLimit
    }
}
