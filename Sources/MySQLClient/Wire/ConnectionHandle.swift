internal import CMariaDB

/// The client library's handle of a connection; closes it on deinitialization.
struct ConnectionHandle: ~Copyable {
    let pointer: UnsafeMutablePointer<MYSQL>

    /// Connects and logs in.
    init(_ configuration: ConnectionConfiguration) throws {
        guard configuration.tls.mode == .preferred, configuration.socket == nil else {
            // As with MySQL's clients: a socket needs no encryption unless it is requested.
            pointer = try Self.open(configuration, isEncrypted: configuration.tls.mode.isRequired)
            return
        }
        if PlainServers.shared.contains(configuration.place) {
            let plain = try Self.open(configuration, isEncrypted: false)
            guard Self.offersEncryption(plain) else {
                pointer = plain
                return
            }
            mysql_close(plain)
            PlainServers.shared.forget(configuration.place)
        }
        do {
            pointer = try Self.open(configuration, isEncrypted: true)
        } catch is NoEncryption {
            pointer = try Self.open(configuration, isEncrypted: false)
            if !Self.offersEncryption(pointer) { PlainServers.shared.note(configuration.place) }
        }
    }

    private static func offersEncryption(_ pointer: UnsafeMutablePointer<MYSQL>) -> Bool {
        pointer.pointee.server_capabilities & UInt(CLIENT_SSL) != 0
    }

    deinit { mysql_close(pointer) }

    /// The server does not offer TLS; nothing of the login was sent.
    private struct NoEncryption: Error {}

    private static func open(
        _ configuration: ConnectionConfiguration,
        isEncrypted: Bool
    ) throws -> UnsafeMutablePointer<MYSQL> {
        guard ClientLibrary.isReady, let pointer = mysql_init(nil) else {
            throw MySQLError(code: .invalidUse, message: "The client library cannot be set up: out of memory.")
        }
        do {
            try ConnectionOptions(pointer: pointer).apply(configuration, isEncrypted: isEncrypted)
            try connect(pointer, configuration)
            // The options make the library refuse before the login; this check works with any version of it.
            guard !isEncrypted || mysql_get_ssl_cipher(pointer) != nil else { throw NoEncryption() }
            return pointer
        } catch {
            let isOffered = offersEncryption(pointer)
            mysql_close(pointer)
            guard isEncrypted, !isOffered, isRefusal(error) else { throw error }
            guard configuration.tls.mode.isRequired else { throw NoEncryption() }
            throw MySQLError(
                code: .tlsFailed,
                message: "ssl-mode \(configuration.tls.mode.rawValue) requires TLS, which the server does not offer."
            )
        }
    }

    private static func isRefusal(_ error: any Error) -> Bool {
        error is NoEncryption || (error as? MySQLError)?.code == .tlsFailed
    }

    private static func connect(
        _ pointer: UnsafeMutablePointer<MYSQL>,
        _ configuration: ConnectionConfiguration
    ) throws {
        let isSocket = configuration.socket != nil
        let connected = mysql_real_connect(
            pointer,
            isSocket ? "localhost" : configuration.host,
            configuration.user,
            configuration.password?.reveal() ?? "",
            configuration.database,
            isSocket ? 0 : UInt32(clamping: configuration.port),
            configuration.socket,
            UInt(CLIENT_FOUND_ROWS)
        )
        guard connected == nil else { return }
        let error = MySQLError(handle: pointer)
        guard error.code == .pluginNotAllowed else { throw error }
        throw MySQLError(
            code: error.code,
            message: """
                The server asks for the password in a way that lets others read it or use it again, and TLS that is \
                verified does not protect it; the password was not sent. (\(error.message))
                """
        )
    }

    /// The last error of the connection.
    var error: MySQLError { MySQLError(handle: pointer) }

    var serverStatus: UInt32 { pointer.pointee.server_status }

    /// The identifier of the transaction that the last statement committed; nil if it committed or reports none.
    var ownTransaction: String? {
        guard serverStatus & UInt32(SERVER_SESSION_STATE_CHANGED) != 0 else { return nil }
        var (text, length): (UnsafePointer<CChar>?, Int) = (nil, 0)
        let failed = mysql_session_track_get_first(pointer, SESSION_TRACK_GTIDS, &text, &length)
        guard failed == 0, let text else { return nil }
        return String(decoding: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self)
    }

    /// The descriptor of the socket, which the library owns.
    var socket: Int32 { mysql_get_socket(pointer) }

    var isEncrypted: Bool { mysql_get_ssl_cipher(pointer) != nil }
}

/// The set-up of the library, once per process.
private enum ClientLibrary {
    static let isReady = mysql_server_init(0, nil, nil) == 0
}

extension MySQLError {
    /// Creates the last error of a connection, without values.
    init(handle: UnsafeMutablePointer<MYSQL>) {
        self.init(number: mysql_errno(handle), state: mysql_sqlstate(handle), message: mysql_error(handle))
    }

    /// Creates the last error of a prepared statement, without values.
    ///
    /// The library stores an error in the middle of a result with the connection instead.
    init(statement: UnsafeMutablePointer<MYSQL_STMT>) {
        if mysql_stmt_errno(statement) == 0, let connection = statement.pointee.mysql {
            self.init(handle: connection)
            return
        }
        self.init(
            number: mysql_stmt_errno(statement),
            state: mysql_stmt_sqlstate(statement),
            message: mysql_stmt_error(statement)
        )
    }

    private init(number: UInt32, state: UnsafePointer<CChar>?, message: UnsafePointer<CChar>?) {
        let text = message.map { String(cString: $0) } ?? ""
        self.init(
            code: Code(rawValue: number),
            sqlState: state.map { String(cString: $0) } ?? "HY000",
            message: text.isEmpty ? "The client library gave no message." : redacted(text, code: number)
        )
    }
}
