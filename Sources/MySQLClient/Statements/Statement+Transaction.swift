extension Statement {
    /// True if the statement by itself is one transaction or changes one definition, according to its first word.
    var isOneTransaction: Bool {
        let verb = text.drop(while: \.isWhitespace).prefix(while: \.isLetter).uppercased()
        return [
            "ALTER", "ANALYZE", "CREATE", "DELETE", "DROP", "INSERT", "RENAME", "REPLACE", "SELECT", "SHOW", "TRUNCATE",
            "UPDATE", "WITH",
        ]
        .contains(verb)
    }
}
