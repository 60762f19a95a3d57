public import MySQLClient

/// The backup to restore, and the destination.
public struct RestoreRequest: Sendable {
    /// The connection settings; the client program uses the same account, socket and TLS mode.
    public var configuration: ConnectionConfiguration
    /// The file of the backup, with its manifest beside it.
    public var file: String
    /// The target schema; it is created if it is missing.
    public var database: String
    /// True to drop a non-empty schema first; for a partial backup, to replace its tables there.
    public var replaces: Bool
    /// The client program, as a path or as a name in `PATH`; nil to find one that fits the server.
    public var program: String?
    /// A server program whose neighbour is preferred.
    public var serverProgram: String?
    /// The time limit of the client.
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
