extension ConnectionConfiguration {
    /// Finds out how to connect, from what the caller was given and what the environment says.
    ///
    /// In this order, and what one leaves open the next fills:
    /// 1. `url`, or else the variable `DATABASE_URL`. It alone says where the server is and which database is meant.
    /// 2. The `[client]` group of `defaultsFile`, when one is given.
    /// 3. The variables `MYSQL_HOST`, `MYSQL_TCP_PORT` or `MYSQL_PORT`, `MYSQL_UNIX_PORT` or `MYSQL_SOCKET`, `MYSQL_USER`,
    ///    `MYSQL_PWD` or `MYSQL_PASSWORD`, and `MYSQL_DATABASE`.
    /// 4. The `[client]` group of `~/.my.cnf`, when there is such a file, and neither a URL nor another file was given.
    ///
    /// So a URL without a password takes it from `MYSQL_PWD`. Without a user, that of the system is meant.
    /// - Parameters:
    ///   - url: A URL that was given explicitly.
    ///   - environment: The variables of the process.
    ///   - defaultsFile: The path of an option file that was given explicitly.
    /// - Returns: The configuration, with defaults for what no source says.
    /// - Throws: ``MySQLError`` with ``MySQLError/Code/invalidConfiguration`` when a source cannot be read, or when none
    ///   says anything. It never shows a password.
    public static func resolve(
        url: String?,
        environment: [String: String],
        defaultsFile: String?
    ) throws -> ConnectionConfiguration {
        var settings = ConnectionSettings()
        let url = url ?? environment["DATABASE_URL"].flatMap { $0.isEmpty ? nil : $0 }
        if let url { try settings.take(url: url) }
        let isPlaced = url != nil
        func fill(_ other: ConnectionSettings) {
            var other = other
            if isPlaced { (other.host, other.port, other.socket, other.database) = (nil, nil, nil, nil) }
            settings = settings.filled(from: other)
        }
        if let defaultsFile { fill(try DefaultsFile.client(path: defaultsFile)) }
        fill(try ConnectionSettings(environment: environment))
        if url == nil, defaultsFile == nil, let home = environment["HOME"] {
            let path = home + "/.my.cnf"
            if DefaultsFile.exists(path: path) { fill(try DefaultsFile.client(path: path)) }
        }
        guard settings != ConnectionSettings() else {
            throw ConnectionSettings.invalid(
                "No server is named: give a URL (mysql://user@host/database), set DATABASE_URL or MYSQL_HOST, "
                    + "or write a [client] group into ~/.my.cnf."
            )
        }
        settings.user = settings.user ?? environment["USER"] ?? environment["LOGNAME"]
        return try ConnectionConfiguration(settings)
    }
}

extension ConnectionSettings {
    /// Takes what the variables say; an empty one says nothing.
    init(environment: [String: String]) throws {
        func variable(_ names: String...) -> (name: String, value: String)? {
            for name in names {
                if let value = environment[name], !value.isEmpty { return (name, value) }
            }
            return nil
        }
        host = variable("MYSQL_HOST")?.value
        port = try variable("MYSQL_TCP_PORT", "MYSQL_PORT").map { try Self.port($0.value, in: $0.name) }
        socket = variable("MYSQL_UNIX_PORT", "MYSQL_SOCKET")?.value
        user = variable("MYSQL_USER")?.value
        password = variable("MYSQL_PWD", "MYSQL_PASSWORD").map { Secret($0.value) }
        database = variable("MYSQL_DATABASE")?.value
    }
}
