public import MySQLClient

/// Which backup to restore, and where to.
public struct RestoreRequest: Sendable {
    /// How to reach the server; the client program uses the same account, socket and TLS mode.
    public var configuration: ConnectionConfiguration
    /// The file of the backup; its manifest stands beside it.
    public var file: String
    /// The schema that it goes into; it is made when it is missing.
    public var database: String
    /// Whether a schema that holds something is dropped first; of a partial backup, whether its tables are replaced there.
    public var replaces: Bool
    /// The client program, as a path or as a name to look for in `PATH`; nil to find one that fits the server.
    public var program: String?
    /// A server program whose neighbour is to be preferred.
    public var serverProgram: String?
    /// How long the client may take.
    public var timeLimit: Duration

    /// Creates a request to restore one backup.
    public init(
        configuration: ConnectionConfiguration,
        file: String,
        database: String,
        replaces: Bool = false,
        program: String? = nil,
        serverProgram: String? = nil,
        timeLimit: Duration = .seconds(3_600)
    ) {
        self.configuration = configuration
        self.file = file
        self.database = database
        self.replaces = replaces
        self.program = program
        self.serverProgram = serverProgram
        self.timeLimit = timeLimit
    }
}
