extension ConnectionConfiguration {
    /// Determines the configuration from the arguments and the environment.
    ///
    /// The sources, in this order, where each supplies the settings that the previous ones lack:
    /// 1. `url`, or otherwise the variable `DATABASE_URL`. It alone determines the server and the database.
    /// 2. The `[client]` group of `defaultsFile`, if one is given.
    /// 3. The variables `MYSQL_HOST`, `MYSQL_TCP_PORT` or `MYSQL_PORT`, `MYSQL_UNIX_PORT` or `MYSQL_SOCKET`,
    ///    `MYSQL_USER`, `MYSQL_PWD` or `MYSQL_PASSWORD`, and `MYSQL_DATABASE`.
    /// 4. The `[client]` group of `~/.my.cnf`, if the file exists, and neither a URL nor another file was given.
    ///
    /// So a URL without a password takes it from `MYSQL_PWD`. Without a user, the system user is used.
    /// - Parameters:
    ///   - url: An explicit URL.
    ///   - environment: The variables of the process.
    ///   - defaultsFile: The path of an explicit option file.
    /// - Returns: The configuration, with defaults for missing settings.
    /// - Throws: ``MySQLError`` with ``MySQLError/Code/invalidConfiguration`` when a source cannot be read, or when all
    ///   are empty. It never shows a password.
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
    /// Reads the variables; empty ones are ignored.
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
