internal import CMariaDB

/// The client library's handle of a connection; closes it at its end.
struct ConnectionHandle: ~Copyable {
    let pointer: UnsafeMutablePointer<MYSQL>

    /// Connects and logs in.
    init(_ configuration: ConnectionConfiguration) throws {
        guard ClientLibrary.isReady, let pointer = mysql_init(nil) else {
            throw MySQLError(code: .invalidUse, message: "The client library cannot be set up: out of memory.")
        }
        do {
            try Self.connect(pointer, configuration)
        } catch {
            mysql_close(pointer)
            throw error
        }
        self.pointer = pointer
    }

    deinit { mysql_close(pointer) }

    private static func connect(_ pointer: UnsafeMutablePointer<MYSQL>, _ configuration: ConnectionConfiguration) throws
    {
        let options = ConnectionOptions(pointer: pointer)
        try options.apply(configuration)
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
        guard connected != nil else { throw MySQLError(handle: pointer) }
        if options.isTLSRequired(configuration.tls), mysql_get_ssl_cipher(pointer) == nil {
            throw MySQLError(
                code: .tlsFailed,
                message: "ssl-mode \(configuration.tls.mode.rawValue) requires TLS, which the server does not offer."
            )
        }
    }

    /// The last error of the connection.
    var error: MySQLError { MySQLError(handle: pointer) }

    var serverStatus: UInt32 { pointer.pointee.server_status }

    var isEncrypted: Bool { mysql_get_ssl_cipher(pointer) != nil }
}

/// The set-up of the library, once a process.
private enum ClientLibrary {
    static let isReady = mysql_server_init(0, nil, nil) == 0
}

extension MySQLError {
    /// The last error of a connection, without values.
    init(handle: UnsafeMutablePointer<MYSQL>) {
        self.init(number: mysql_errno(handle), state: mysql_sqlstate(handle), message: mysql_error(handle))
    }

    /// The last error of a prepared statement, without values.
    ///
    /// The library leaves an error in the middle of a result with the connection instead.
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
