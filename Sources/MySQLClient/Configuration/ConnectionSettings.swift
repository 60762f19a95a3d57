/// The connection settings in one source: a URL, the environment, or a defaults file.
struct ConnectionSettings: Equatable {
    var host: String?
    var port: Int?
    /// The hosts after the first, which only a URL can name.
    var otherHosts: [ConnectionConfiguration.Host] = []
    var socket: String?
    var user: String?
    var password: Secret?
    var database: String?
    var mode: TLSConfiguration.Mode?
    var certificateAuthority: String?
    var certificate: String?
    var key: String?
    var connectTimeout: Duration?
    var readTimeout: Duration?
    var writeTimeout: Duration?

    /// The options that URLs and defaults files have in common.
    static let parameters = [
        "socket", "ssl-mode", "ssl-ca", "ssl-cert", "ssl-key", "connect-timeout", "read-timeout", "write-timeout",
    ]

    /// Sets one of the common options; returns false for any other.
    mutating func take(option name: String, value: String, in source: String) throws -> Bool {
        switch name {
        case "socket": socket = value
        case "ssl-mode":
            guard let mode = TLSConfiguration.Mode(name: value) else {
                throw Self.invalid("ssl-mode in \(source) must be one of \(TLSConfiguration.Mode.names).")
            }
            self.mode = mode
        case "ssl-ca": certificateAuthority = value
        case "ssl-cert": certificate = value
        case "ssl-key": key = value
        case "connect-timeout": connectTimeout = try Self.seconds(value, name, in: source)
        case "read-timeout": readTimeout = try Self.seconds(value, name, in: source)
        case "write-timeout": writeTimeout = try Self.seconds(value, name, in: source)
        default: return false
        }
        return true
    }

    /// Fills missing settings from `other`.
    ///
    /// A socket or a host of `other` is ignored if this source already names the server.
    func filled(from other: ConnectionSettings) -> ConnectionSettings {
        var result = self
        if host == nil, port == nil, socket == nil {
            (result.host, result.port, result.socket) = (other.host, other.port, other.socket)
        } else if socket == nil {
            result.host = host ?? other.host
            result.port = port ?? other.port
        }
        result.user = user ?? other.user
        result.password = password ?? other.password
        result.database = database ?? other.database
        result.mode = mode ?? other.mode
        result.certificateAuthority = certificateAuthority ?? other.certificateAuthority
        result.certificate = certificate ?? other.certificate
        result.key = key ?? other.key
        result.connectTimeout = connectTimeout ?? other.connectTimeout
        result.readTimeout = readTimeout ?? other.readTimeout
        result.writeTimeout = writeTimeout ?? other.writeTimeout
        return result
    }

    static func invalid(_ message: String) -> MySQLError {
        MySQLError(code: .invalidConfiguration, message: message)
    }

    static func port(_ text: String, in source: String) throws -> Int {
        guard let port = UInt16(text), port > 0 else {
            throw invalid("The port in \(source) must be a number from 1 to 65535.")
        }
        return Int(port)
    }

    private static func seconds(_ text: String, _ name: String, in source: String) throws -> Duration {
        guard let seconds = UInt32(text), seconds > 0 else {
            throw invalid("\(name) in \(source) must be a number of seconds above zero.")
        }
        return .seconds(seconds)
    }
}

extension ConnectionConfiguration {
    /// Completes the settings with defaults; a user must be among them.
    init(_ settings: ConnectionSettings) throws {
        guard let user = settings.user else {
            throw ConnectionSettings.invalid("No user for the connection: name one in the URL, or in MYSQL_USER.")
        }
        self.init(user: user, password: settings.password, database: settings.database)
        if let host = settings.host { self.host = host }
        if let port = settings.port { self.port = port }
        hosts += settings.otherHosts
        socket = settings.socket
        if let mode = settings.mode { tls.mode = mode }
        tls.certificateAuthority = settings.certificateAuthority
        tls.certificate = settings.certificate
        tls.key = settings.key
        if let connectTimeout = settings.connectTimeout { self.connectTimeout = connectTimeout }
        readTimeout = settings.readTimeout
        writeTimeout = settings.writeTimeout
    }
}
