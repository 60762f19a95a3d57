/// The place of a server, and the account for it.
///
/// With a ``socket`` the connection uses that Unix socket, and hosts do not matter. Otherwise it uses TCP, even for
/// `localhost`, and the first of ``hosts`` that accepts it. Descriptions do not show the password.
public struct ConnectionConfiguration: Sendable, Hashable {
    /// The hosts, in the order in which they are tried; never empty.
    public var hosts: [Host] {
        didSet { precondition(!hosts.isEmpty, "A connection needs a host.") }
    }
    /// The path of a Unix socket.
    public var socket: String?
    /// The account.
    public var user: String
    /// The password, if the account has one.
    public var password: Secret?
    /// The initial database.
    public var database: String?
    /// The encryption of the connection.
    public var tls: TLSConfiguration
    /// The time limit for connecting to one host, including the login; rounded up to seconds.
    public var connectTimeout: Duration
    /// The time limit for one read from the server, rounded up to seconds; `nil` for none.
    ///
    /// A statement that takes longer ends with ``MySQLError/Code/serverLost``.
    public var readTimeout: Duration?
    /// The time limit for one write to the server, rounded up to seconds; `nil` for none.
    public var writeTimeout: Duration?

    /// Creates a configuration from its parts, with one host.
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
        hosts = [Host(host, port: port)]
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

extension ConnectionConfiguration {
    /// The name or address of the first host.
    public var host: String {
        get { hosts[0].name }
        set { hosts[0].name = newValue }
    }

    /// The TCP port of the first host.
    public var port: Int {
        get { hosts[0].port }
        set { hosts[0].port = newValue }
    }

    /// One configuration for each place to try, with one host each.
    var places: [ConnectionConfiguration] {
        guard socket == nil, hosts.count > 1 else { return [self] }
        return hosts.map { host in
            var place = self
            place.hosts = [host]
            return place
        }
    }

    /// The socket, or the hosts with their ports.
    public var place: String { socket ?? hosts.map(\.description).joined(separator: ",") }
}

extension ConnectionConfiguration: CustomStringConvertible {
    /// The account, the places and the database, without the password: `root@localhost:3306/school`.
    public var description: String {
        "\(user)@\(place)" + (database.map { "/\($0)" } ?? "")
    }
}
