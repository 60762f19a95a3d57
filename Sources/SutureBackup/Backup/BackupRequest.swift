public import MySQLClient

/// What to back up, and where to.
public struct BackupRequest: Sendable {
    /// How to reach the server; the dump program uses the same account, socket and TLS mode.
    public var configuration: ConnectionConfiguration
    /// The database to dump.
    public var database: String
    /// The directory that the file goes to; it is made when it is missing, for this user alone.
    public var directory: String
    /// The tables to dump, or nil for all of them with the views, routines and events of the database.
    public var tables: [String]?
    /// Why these tables, for the manifest.
    public var scope: BackupScope
    /// The run that the backup belongs to, for the manifest.
    public var run: BackupManifest.Run?
    /// The dump program, as a path or as a name to look for in `PATH`; nil to find one that fits the server.
    public var program: String?
    /// A server program whose neighbour is to be preferred, so that a private server is dumped by its own release.
    public var serverProgram: String?
    /// How the file is compressed; nil takes zstd where it is found, then gzip, then none.
    public var compression: Compression?
    /// Whether the manifest gets the rows and contents of the tables, which costs one more reading of them.
    public var fingerprints: Bool
    /// The version of the tool, for the manifest.
    public var toolVersion: String
    /// How long the dump may take.
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
