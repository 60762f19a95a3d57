import MySQLClient

/// The names in a statement, and the definitions that the server has under them.
struct DefinitionNames {
    /// The kinds of objects whose definitions can be read.
    private static let kinds: Set<String> = [
        "table", "tables", "index", "view", "trigger", "procedure", "function", "event", "sequence",
    ]

    private let text: String
    private let words: [String]

    init(_ statement: Statement) {
        text = statement.text.lowercased()
        words = text.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "$") }.map(String.init)
    }

    /// True if the statement drops definitions.
    var isDrop: Bool { words.first == "drop" }

    /// True if the statement is atomic; a procedure may have done a part of its work.
    var isWhole: Bool { words.first != "call" }

    /// Returns a hash of the definitions whose names the statement mentions, in the session's schema and in those that
    /// it mentions.
    ///
    /// - Returns: The hash; nil if the statement changes no definition that can be read, such as that of an account.
    func hash(in session: Session) throws -> String? {
        guard ["create", "alter", "drop", "rename"].contains(words.first),
            words.dropFirst().contains(where: Self.kinds.contains)
        else { return nil }
        do {
            let current = try session.database
            let schemas: [String] =
                try session.rows("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA ORDER BY SCHEMA_NAME")
                .map { try $0.get(0) }
            let definitions = try schemas.filter { $0 == current || isMentioned($0) }
                .flatMap { schema in
                    try self.definitions(in: schema, session).map { "\(schema) \($0.title) \($0.definition)" }
                }
            return try ContentHash.of(definitions.joined(separator: "\n"))
        } catch let error as MySQLError where error.isPrivilege {
            return nil
        }
    }

    private func definitions(in schema: String, _ session: Session) throws -> [SchemaObject] {
        let tables =
            try session.rows(
                """
                SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = \(schema)
                AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY TABLE_NAME
                """
            )
            .map { try $0.get(0, as: String.self) }
            .filter(isMentioned)
        return try SchemaFingerprint.readDefinitions(of: schema, tables: tables, withObjects: true, in: session)
            .filter { $0.kind == "table" || isMentioned($0.name) }
    }

    private func isMentioned(_ name: String) -> Bool {
        let name = name.lowercased()
        let isWord = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }
        return isWord ? words.contains(name) : text.contains(name)
    }
}
