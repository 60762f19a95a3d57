extension ConnectionConfiguration {
    /// Parses a URL: `mysql://user:password@host:port/database?ssl-mode=REQUIRED`; the scheme `mariadb` is equivalent.
    ///
    /// Several hosts are separated by commas, `db1:3306,db2:3307,[::1]`, in the order in which they are tried.
    /// User, password, host, database and parameters may be percent-encoded, and must be where they contain `@`, `:`,
    /// `/`, `?`, `#` or `%`. The parameters are `socket`, `ssl-mode`, `ssl-ca`, `ssl-cert`, `ssl-key`,
    /// `connect-timeout`, `read-timeout` and `write-timeout`; the timeouts are in seconds.
    /// - Throws: ``MySQLError`` with ``MySQLError/Code/invalidConfiguration``, which shows nothing of the URL but the
    ///   name of an unknown parameter.
    public init(url: String) throws {
        var settings = ConnectionSettings()
        try settings.take(url: url)
        try self.init(settings)
    }
}

extension ConnectionSettings {
    /// Sets the settings in the URL.
    mutating func take(url: String) throws {
        guard let schemeEnd = url.firstRange(of: "://") else {
            throw Self.invalid("The URL must begin with mysql:// or mariadb://.")
        }
        let scheme = url[..<schemeEnd.lowerBound].lowercased()
        guard scheme == "mysql" || scheme == "mariadb" else {
            throw Self.invalid("The scheme of the URL must be mysql or mariadb.")
        }
        let rest = url[schemeEnd.upperBound...].prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let tail = rest[authority.endIndex...]
        if !authority.contains("@"), url[authority.endIndex...].contains("@") {
            throw Self.invalid("User and password in the URL must be percent-encoded: / is %2F, ? is %3F, # is %23.")
        }
        if let at = authority.lastIndex(of: "@") {
            try take(account: authority[..<at])
            try take(places: authority[authority.index(after: at)...])
        } else {
            try take(places: authority)
        }
        let path = tail.prefix { $0 != "?" }.dropFirst()
        if !path.isEmpty { database = try Self.decoded(path, "database") }
        for parameter in tail.drop(while: { $0 != "?" }).dropFirst().split(separator: "&") {
            let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw Self.invalid("A parameter of the URL has no value.") }
            try take(parameter: parts[0], value: try Self.decoded(parts[1], "parameter"))
        }
        guard otherHosts.isEmpty || socket == nil else {
            throw Self.invalid("The URL names several hosts and a socket: leave one or the other out.")
        }
    }

    private mutating func take(account: Substring) throws {
        let parts = account.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        if !parts[0].isEmpty { user = try Self.decoded(parts[0], "user") }
        if parts.count == 2 { password = Secret(try Self.decoded(parts[1], "password")) }
    }

    private mutating func take(places: Substring) throws {
        let places = places.split(separator: ",", omittingEmptySubsequences: false)
        (host, port) = try Self.place(places[0])
        guard places.count > 1 else { return }
        let hosts = try places.map { place in
            let (name, port) = try Self.place(place)
            guard let name else { throw Self.invalid("One of the hosts in the URL has no name.") }
            return ConnectionConfiguration.Host(name, port: port ?? 3306)
        }
        guard Set(hosts).count == hosts.count else { throw Self.invalid("The URL names a host twice.") }
        otherHosts = Array(hosts.dropFirst())
    }

    private static func place(_ place: Substring) throws -> (host: String?, port: Int?) {
        var name = place
        var number: Substring?
        if place.hasPrefix("[") {
            guard let end = place.firstIndex(of: "]") else {
                throw invalid("The address in the URL has no closing bracket.")
            }
            name = place[place.index(after: place.startIndex)..<end]
            let after = place[place.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else {
                throw invalid("After the address in the URL only a port can follow.")
            }
            number = after.isEmpty ? nil : after.dropFirst()
        } else if let colon = place.firstIndex(of: ":") {
            name = place[..<colon]
            number = place[place.index(after: colon)...]
        }
        let host = name.isEmpty ? nil : try decoded(name, "host")
        return (host, try number.map { try port(String($0), in: "the URL") })
    }

    private mutating func take(parameter name: Substring, value: String) throws {
        guard try take(option: String(name), value: value, in: "the URL") else {
            let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
            let known = Self.parameters.joined(separator: ", ")
            throw Self.invalid("The URL has an unknown parameter\(isPlain ? " \(name)" : ""); known are \(known).")
        }
    }

    /// Decodes percent-encoding; `what` names the part in an error, which does not show it.
    private static func decoded(_ text: Substring, _ what: String) throws -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16) else {
                throw invalid("The \(what) in the URL has a % without two hexadecimal digits: write %25.")
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard let result = String(validating: bytes, as: UTF8.self), !result.contains("\0") else {
            throw invalid("The \(what) in the URL is not valid UTF-8.")
        }
        return result
    }
}
