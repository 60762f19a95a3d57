import MySQLClient

/// The privileges of an account according to its grants: global, on schemas, or on single tables.
package struct GrantedPrivileges {
    private struct Grant {
        var privileges: Set<String>
        var database: String
        var table: String?

        func holds(_ privilege: String) -> Bool {
            !privileges.isDisjoint(with: [privilege, "ALL PRIVILEGES", "ALL"])
        }
    }

    private var grants: [Grant] = []
    private var revoked: [Grant] = []

    /// Reads the result of `SHOW GRANTS`, including active roles.
    package init(grants lines: [String]) {
        for line in lines {
            guard let match = line.firstMatch(of: #/^(GRANT|REVOKE) (.+?) ON (?:TABLE )?(\S.*?) (?:TO|FROM) /#) else {
                continue
            }
            let privileges = match.2.split(separator: ",").map { $0.trimmingPrefix(" ").uppercased() }
            let parts = Self.names(String(match.3))
            let table = parts.count > 1 && parts[1] != "*" ? parts[1] : nil
            let grant = Grant(privileges: Set(privileges), database: parts[0], table: table)
            if match.1 == "REVOKE" { revoked.append(grant) } else { grants.append(grant) }
        }
    }

    /// Reads the privileges of a session's account.
    package init(of session: Session) throws {
        self.init(grants: try session.rows("SHOW GRANTS").map { try $0.get(0, as: String.self) })
    }

    /// Returns whether the account has a global privilege.
    package func holdGlobally(_ privilege: String) -> Bool {
        grants.contains { $0.database == "*" && $0.holds(privilege) }
    }

    /// Returns whether the account has a privilege on a schema, and so on everything in it.
    package func hold(_ privilege: String, database: String) -> Bool {
        let isRevoked = revoked.contains { $0.database == database && $0.holds(privilege) }
        return grants.contains { grant in
            guard grant.table == nil, grant.holds(privilege) else { return false }
            return grant.database == "*" ? !isRevoked : Self.matches(database, grant.database)
        }
    }

    /// Returns whether the account has a privilege on a table.
    package func hold(_ privilege: String, database: String, table: String) -> Bool {
        hold(privilege, database: database)
            || grants.contains { $0.database == database && $0.table == table && $0.holds(privilege) }
    }

    /// Returns whether the account may read the bodies of all routines of a schema, including those of other accounts.
    package func readRoutines(of database: String, on vendor: ServerIdentity.Vendor) -> Bool {
        switch vendor {
        case .mariadb:
            hold("SELECT", database: "mysql", table: "proc") || hold("SHOW CREATE ROUTINE", database: database)
        case .mysql:
            holdGlobally("SELECT") || holdGlobally("SHOW_ROUTINE")
        }
    }

    /// Returns the two names of a target such as `` `school`.* ``, without their quotes.
    private static func names(_ target: String) -> [String] {
        var names = [""]
        var isQuoted = false
        for character in target {
            switch character {
            case "`": isQuoted.toggle()
            case "." where !isQuoted: names.append("")
            default: names[names.count - 1].append(character)
            }
        }
        return names
    }

    /// Returns whether a name matches a pattern of a grant, where `%` and `_` are wildcards unless escaped by a
    /// backslash.
    private static func matches(_ name: String, _ pattern: String) -> Bool {
        func match(_ name: Substring, _ pattern: Substring) -> Bool {
            guard let first = pattern.first else { return name.isEmpty }
            let rest = pattern.dropFirst()
            switch first {
            case "%":
                return match(name, rest) || !name.isEmpty && match(name.dropFirst(), pattern)
            case "_":
                return !name.isEmpty && match(name.dropFirst(), rest)
            case "\\":
                guard let literal = rest.first else { return name == "\\" }
                return name.first == literal && match(name.dropFirst(), rest.dropFirst())
            default:
                return name.first == first && match(name.dropFirst(), rest)
            }
        }
        return match(Substring(name), Substring(pattern))
    }
}
