internal import CMariaDB

/// Sets the options of a connection before it is opened.
struct ConnectionOptions {
    let pointer: UnsafeMutablePointer<MYSQL>

    func apply(_ configuration: ConnectionConfiguration, isEncrypted: Bool) throws {
        set(MYSQL_OPT_CONNECT_TIMEOUT, to: seconds(configuration.connectTimeout))
        if let timeout = configuration.readTimeout { set(MYSQL_OPT_READ_TIMEOUT, to: seconds(timeout)) }
        if let timeout = configuration.writeTimeout { set(MYSQL_OPT_WRITE_TIMEOUT, to: seconds(timeout)) }
        // Without this, "localhost" would mean the socket that the library was built with.
        let transport = configuration.socket == nil ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET
        set(MYSQL_OPT_PROTOCOL, to: UInt32(transport.rawValue))
        set(MYSQL_OPT_LOCAL_INFILE, to: UInt32(0))
        set(MYSQL_OPT_RECONNECT, to: my_bool(0))
        mysql_options(pointer, MYSQL_SET_CHARSET_NAME, "utf8mb4")
        try apply(configuration.tls, isEncrypted: isEncrypted)
        if configuration.socket == nil {
            let plugins = AuthenticationPlugins(tls: configuration.tls, isEncrypted: isEncrypted)
            mysql_options(pointer, MARIADB_OPT_RESTRICTED_AUTH, plugins.names.joined(separator: ","))
        }
    }

    private func apply(_ tls: TLSConfiguration, isEncrypted: Bool) throws {
        set(MYSQL_OPT_SSL_ENFORCE, to: my_bool(isEncrypted ? 1 : 0))
        set(MYSQL_OPT_SSL_VERIFY_SERVER_CERT, to: my_bool(tls.mode == .verifyIdentity ? 1 : 0))
        guard isEncrypted else { return }
        // With "enforce" alone the library logs in without TLS if the server offers none, and caching_sha2_password
        // then treats the connection as secure and sends the password in plain text. An empty fingerprint makes it
        // refuse before the login, and is not compared with anything.
        mysql_options(pointer, MARIADB_OPT_TLS_PEER_FP, "")
        if tls.mode == .verifyCA, tls.certificateAuthority == nil {
            throw MySQLError(
                code: .invalidConfiguration,
                message: "ssl-mode VERIFY_CA needs the certificate of the authority (ssl-ca)."
            )
        }
        // The library verifies the chain as soon as it has an authority, which the weaker modes do not require.
        if tls.mode == .verifyCA || tls.mode == .verifyIdentity, let authority = tls.certificateAuthority {
            mysql_options(pointer, MYSQL_OPT_SSL_CA, authority)
        }
        if let certificate = tls.certificate { mysql_options(pointer, MYSQL_OPT_SSL_CERT, certificate) }
        if let key = tls.key { mysql_options(pointer, MYSQL_OPT_SSL_KEY, key) }
    }

    private func set<Number: BitwiseCopyable>(_ option: mysql_option, to number: Number) {
        withUnsafePointer(to: number) { _ = mysql_options(pointer, option, $0) }
    }

    private func seconds(_ duration: Duration) -> UInt32 {
        let (seconds, attoseconds) = duration.components
        return UInt32(clamping: max(1, attoseconds > 0 ? seconds + 1 : seconds))
    }
}
