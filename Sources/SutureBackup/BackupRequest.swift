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
    /// The dump program, as a path or as a name to look for in `PATH`; nil to find one that fits the server.
    public var program: String?
    /// A server program whose neighbour is to be preferred, so that a private server is dumped by its own release.
    public var serverProgram: String?
    /// How long the dump may take.
    public var timeLimit: Duration

    /// Creates a request to dump one database.
    public init(
        configuration: ConnectionConfiguration,
        database: String,
        directory: String,
        tables: [String]? = nil,
        program: String? = nil,
        serverProgram: String? = nil,
        timeLimit: Duration = .seconds(3_600)
    ) {
        self.configuration = configuration
        self.database = database
        self.directory = directory
        self.tables = tables
        self.program = program
        self.serverProgram = serverProgram
        self.timeLimit = timeLimit
    }
}
