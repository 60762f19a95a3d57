extension Statement {
    /// Whether the statement, run by itself, is one transaction or changes one definition, as its first word says.
    var isOneTransaction: Bool {
        let verb = text.drop(while: \.isWhitespace).prefix(while: \.isLetter).uppercased()
        return [
            "ALTER", "ANALYZE", "CREATE", "DELETE", "DROP", "INSERT", "RENAME", "REPLACE", "SELECT", "SHOW", "TRUNCATE",
            "UPDATE", "WITH",
        ]
        .contains(verb)
    }
}
