import MySQLClient

/// The tables whose metadata locks a statement waits for: those that it names, and those that their foreign keys refer
/// to.
struct TablesOfStatement {
    let statement: Statement
    let schema: Schema

    /// The names, as in the schema.
    var names: Set<String> {
        let words = statement.text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "$") }
        let mentioned = Set(words.map(String.init))
        let named = schema.tables.values.filter { mentioned.contains($0.name.lowercased()) }
        let parents = named.flatMap(\.foreignKeys).filter { $0.parentEnd.schema == nil }.map(\.parent)
        return Set(named.map(\.name) + parents)
    }
}
