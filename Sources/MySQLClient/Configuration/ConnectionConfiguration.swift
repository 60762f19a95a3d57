/// How to reach a server, and as whom.
///
/// With a ``socket`` the connection goes through that Unix socket, and host and port do not matter. Without one it goes
/// over TCP, to `localhost` as to any other host. Descriptions do not show the password.
public struct ConnectionConfiguration: Sendable, Hashable {
    /// The name or address of the server.
    public var host: String
    /// The TCP port.
    public var port: Int
    /// The path of a Unix socket.
    public var socket: String?
    /// The account.
    public var user: String
    /// The password, if the account has one.
    public var password: Secret?
    /// The database to begin in.
    public var database: String?
    /// Whether and how the connection is encrypted.
    public var tls: TLSConfiguration
    /// How long connecting may take, the login included; rounded up to seconds.
    public var connectTimeout: Duration
    /// How long one read may wait for the server, rounded up to seconds; `nil` waits for ever.
    ///
    /// A statement that takes longer ends with ``MySQLError/Code/serverLost``.
    public var readTimeout: Duration?
    /// How long one write may wait for the server, rounded up to seconds; `nil` waits for ever.
    public var writeTimeout: Duration?

    /// Makes a configuration from its parts.
    public init(
        host: String = "localhost",
        port: Int = 3306,
        socket: String? = nil,
        user: String,
        password: Secret? = nil,
        database: String? = nil,
        tls: TLSConfiguration = TLSConfiguration(),
        connectTimeout: Duration = .seconds(10),
        readTimeout: Duration? = nil,
        writeTimeout: Duration? = nil
    ) {
        self.host = host
        self.port = port
        self.socket = socket
        self.user = user
        self.password = password
        self.database = database
        self.tls = tls
        self.connectTimeout = connectTimeout
        self.readTimeout = readTimeout
        self.writeTimeout = writeTimeout
    }
}

extension ConnectionConfiguration: CustomStringConvertible {
    /// The account, the place and the database, without the password: `root@localhost:3306/school`.
    public var description: String {
        let place = socket ?? (host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)")
        return "\(user)@\(place)" + (database.map { "/\($0)" } ?? "")
    }
}
