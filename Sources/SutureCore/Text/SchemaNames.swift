/// The schemas that one view, routine, trigger or event names.
package struct SchemaNames {
    /// A table, view or routine of a schema, as a text names it.
    package struct Object: Sendable, Hashable {
        package var schema: String
        package var name: String
        package var isRoutine: Bool

        /// The object's name in messages.
        package var title: String { "\(schema).\(name)" }
    }

    private let text: [UInt8]
    private let names: [QualifiedName]
    private let literals: [[UInt8]]

    package init(_ text: [UInt8]) {
        self.text = text
        (names, literals) = QualifiedNameScanner.scan(text)
    }

    /// Returns the names that follow a keyword, such as that of a routine after `PROCEDURE`.
    package func first(after keywords: Set<String>) -> (keyword: String, name: String)? {
        for (name, next) in zip(names, names.dropFirst()) where name.isSingle {
            let keyword = name.parts[0].uppercased()
            if keywords.contains(keyword), let found = next.parts.last { return (keyword.lowercased(), found) }
        }
        return nil
    }

    /// The meaning of a name that begins with a schema's name.
    package enum Meaning {
        /// It belongs to the schema.
        case schema
        /// The first name is that of a table, or an alias.
        case table
        /// It can be either.
        case unclear
    }

    /// Returns the names that begin with a schema's name, in their order.
    package func beginning(with schema: String, known: Set<String>) -> [(name: QualifiedName, meaning: Meaning)] {
        qualified.filter { names[$0].parts[0] == schema }.map { (names[$0], meaning(of: $0, known)) }
    }

    /// The places of names that are preceded by other names.
    private var qualified: [Int] { names.indices.filter { names[$0].parts.count > 1 } }

    /// Words that precede the name of a table.
    private static let tableWords: Set<String> = ["from", "join", "straight_join", "into", "update"]

    private func meaning(of place: Int, _ known: Set<String>) -> Meaning {
        let name = names[place]
        if name.parts.count > 2 || name.isCalled { return .schema }
        let before = place > 0 && names[place - 1].isSingle ? names[place - 1].parts[0].lowercased() : ""
        if Self.tableWords.contains(before) { return .schema }
        let isAlso = names.contains { $0.parts == [name.parts[0]] || $0.parts.dropFirst().contains(name.parts[0]) }
        guard isAlso else { return .schema }
        return known.contains(name.parts[1]) ? .unclear : .table
    }

    /// Returns the objects of other schemas that a view reads.
    package func objects(outside schema: String) -> Set<Object> {
        let others = qualified.filter { meaning(of: $0, []) == .schema }.map { names[$0] }
            .filter { $0.parts[0] != schema && !Self.builtIn.contains($0.parts[0]) }
        return Set(others.map { Object(schema: $0.parts[0], name: $0.parts[1], isRoutine: $0.isCalled) })
    }

    /// Schemas of built-in functions, which exist only there.
    private static let builtIn: Set<String> = ["mariadb_schema", "oracle_schema", "maxdb_schema"]

    /// Returns the mentions of a schema in a text by a user, including statements that it assembles from literals.
    package func mentions(of schema: String, known: Set<String>) -> [String] {
        let written = qualified.filter { meaning(of: $0, known) != .table }.map { names[$0] }
            .filter { $0.parts[0].lowercased() == schema.lowercased() }
        let inLiterals = literals.flatMap { QualifiedNameScanner.scan($0).names }
            .filter { name in
                name.parts.count > 1 && name.parts[0].lowercased() == schema.lowercased()
                    && (name.isCalled || known.contains(name.parts[1]))
            }
        return Set((written + inLiterals).map { "\(schema).\($0.parts[1])" }).sorted()
    }

    /// Returns the text with another qualifier, such as `` `school`. ``, before the names of a schema.
    ///
    /// A table or an alias of the schema's name stays, and so do literals.
    package func replacing(_ schema: String, with qualifier: String, known: Set<String> = []) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        for (name, meaning) in beginning(with: schema, known: known) where meaning == .schema {
            guard let second = name.second else { continue }
            result += text[position..<name.start] + Array(qualifier.utf8)
            position = second
        }
        return result + text[position...]
    }
}
