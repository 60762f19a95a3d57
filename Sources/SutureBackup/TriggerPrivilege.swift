import MySQLClient

/// Whether an account sees the triggers of a schema.
///
/// A server hides triggers from an account without the TRIGGER privilege, and a dump program leaves out what it does not
/// see, with exit code 0. So the grants decide: on everything, on the schema, or on each table.
struct TriggerPrivilege {
    private var patterns: [(database: String, table: String?)] = []
    private var revoked: [String] = []

    /// Reads the answer of `SHOW GRANTS`, the roles that are active among it.
    init(grants: [String]) {
        for line in grants {
            guard let match = line.firstMatch(of: #/^(GRANT|REVOKE) (.+?) ON (?:TABLE )?(\S.*?) (?:TO|FROM) /#) else {
                continue
            }
            let privileges = match.2.split(separator: ",").map { $0.trimmingPrefix(" ").uppercased() }
            guard privileges.contains(where: { ["TRIGGER", "ALL PRIVILEGES", "ALL"].contains($0) }) else { continue }
            let parts = Self.names(String(match.3))
            if match.1 == "REVOKE" {
                revoked.append(parts[0])
            } else {
                patterns.append((parts[0], parts.count > 1 && parts[1] != "*" ? parts[1] : nil))
            }
        }
    }

    /// The tables whose triggers the account may not see.
    func missing(database: String, tables: [String]) -> [String] {
        tables.filter { table in
            let isGranted = patterns.contains { pattern in
                if let name = pattern.table { return pattern.database == database && name == table }
                return pattern.database == "*" && !revoked.contains(database)
                    || pattern.database != "*" && Self.matches(database, pattern.database)
            }
            return !isGranted
        }
    }

    /// Refuses an account that may not see all triggers.
    ///
    /// - Throws: `BackupError` with `.privilegeMissing`.
    static func check(database: String, tables: [String], in session: Session) throws {
        let grants = try session.rows("SHOW GRANTS").map { try $0.get(0, as: String.self) }
        let missing = TriggerPrivilege(grants: grants).missing(database: database, tables: tables)
        guard !missing.isEmpty else { return }
        throw BackupError(
            .privilegeMissing,
            "The account has no TRIGGER privilege on \(missing.count == tables.count ? database : "some tables"), so the "
                + "server hides the triggers there, and a dump would leave them out.",
            remedy: "GRANT TRIGGER ON the schema to the account.",
            details: missing.count == tables.count ? [] : missing.prefix(20).map { "table \($0)" }
        )
    }

    /// The two names of a target such as `` `school`.* ``, without their quotes.
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

    /// Whether a name matches a pattern of a grant, where `%` and `_` stand for others unless a backslash is before them.
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
