import MySQLClient
import SutureCore

/// A path of tables, each of which refers to the one before it, such as `courses.enrollments` from `institutions`.
struct ReferencePath {
    private let root: Table
    private let schema: Schema
    private let links: [(reference: Reference, table: Table)]

    /// Finds the references that form the path; declared, named and suggested ones.
    init(_ path: [String], from root: Table, graph: ReferenceGraph) throws {
        self.root = root
        schema = graph.schema
        var parent = root
        var links: [(reference: Reference, table: Table)] = []
        for name in path {
            let table = try graph.schema.table(name)
            let candidates =
                graph.references(to: parent.name).filter { $0.table == table.name }
                + graph.suggestions(for: parent, ignoring: []).filter { $0.table == table.name }
            guard let link = candidates.first else {
                throw SutureError(
                    .invalidMigration,
                    "\(table.name) does not refer to \(parent.name), as the survivor rule says.",
                    remedy: "Correct the path of mostReferenced, or name the reference in undeclared."
                )
            }
            links.append((link, table))
            parent = table
        }
        self.links = links
    }

    /// Returns a join to the row `t` of the root that counts the rows at the path's end as `n` of an alias.
    func join(as alias: Statement) throws -> Statement {
        guard let first = links.first else { return "" }
        var source: Statement = "\(table: first.table) AS c0"
        for (position, link) in links.enumerated().dropFirst() {
            let match = try link.reference.match("\(raw: "c\(position)")", in: schema) {
                "\(raw: "c\(position - 1)").\(identifier: $0)"
            }
            source = source + " JOIN \(table: link.table) AS \(raw: "c\(position)") ON \(match)"
        }
        let names = first.reference.columns.indices.map { "k\($0)" }
        let keys = zip(first.reference.columns, names)
            .map { "c0.\(identifier: $0) AS \(identifier: $1)" as Statement }
            .joined(separator: ", ")
        let match = try zip(zip(first.reference.columns, first.reference.parentColumns), names)
            .map { pair, name in
                try first.reference.comparison(pair.0, pair.1, in: schema)
                    .match("t.\(identifier: pair.1)", "\(alias).\(identifier: name)")
            }
            .joined(separator: " AND ")
        let isMeant = first.reference.condition?.test("c0") ?? "TRUE"
        return """
            LEFT JOIN (SELECT \(keys), COUNT(*) AS n FROM \(source)
              WHERE \(isMeant)
              GROUP BY \(identifiers: names)) AS \(alias) ON \(match)
            """
    }
}
