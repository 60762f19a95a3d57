import MySQLClient

/// Reads foreign keys from the definitions of tables, for an account to which the server does not list them.
///
/// MariaDB lists the constraints of a table only to an account with a privilege besides SELECT on it, and shows the
/// definition of the table to any account that may read it.
struct DefinedForeignKeys {
    let session: Session

    /// Returns the foreign keys that a table declares.
    func keys(of table: Table) throws -> [ForeignKey] {
        let definition = try session.firstRow("SHOW CREATE TABLE \(table: table)")?.get(1, as: String.self) ?? ""
        return Self.keys(in: definition, of: ForeignKey.End(schema: table.schema, name: table.nameInSchema))
    }

    /// Returns the foreign keys in the text of a definition.
    static func keys(in definition: String, of child: ForeignKey.End) -> [ForeignKey] {
        definition.split(separator: "\n")
            .compactMap { line in
                let pattern = #/\s*CONSTRAINT (`.+?`) FOREIGN KEY \((`.+`)\) REFERENCES (`.+`) \((`.+`)\)(.*)/#
                guard let match = line.wholeMatch(of: pattern), let name = identifiers(in: match.1).first else {
                    return nil
                }
                let parent = identifiers(in: match.3)
                return ForeignKey(
                    name: name,
                    child: child,
                    parentEnd: ForeignKey.End(
                        schema: parent.count > 1 ? parent[0] : child.schema,
                        name: parent.last ?? ""
                    ),
                    columns: identifiers(in: match.2),
                    parentColumns: identifiers(in: match.4),
                    onDelete: action("DELETE", in: match.5),
                    onUpdate: action("UPDATE", in: match.5)
                )
            }
    }

    private static func identifiers(in text: Substring) -> [String] {
        text.matches(of: #/`((?:[^`]|``)+)`/#).map { String($0.1).replacing("``", with: "`") }
    }

    /// Returns the action for an event; a definition leaves out the one that is the default.
    private static func action(_ event: String, in text: Substring) -> String {
        ["CASCADE", "SET NULL", "SET DEFAULT", "NO ACTION"].first { text.contains("ON \(event) \($0)") } ?? "RESTRICT"
    }
}
