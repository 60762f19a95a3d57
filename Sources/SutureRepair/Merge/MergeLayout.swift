import SutureCore

/// What a merge knows from the schema alone: the references, and the order in which tables are settled.
struct MergeLayout {
    let schema: Schema
    let root: Table
    let graph: ReferenceGraph
    /// The root, and the tables below that may lose rows, parents first.
    let order: [String]

    init(_ step: MergeDuplicates, _ schema: Schema) throws {
        self.schema = schema
        let root = try schema.table(step.table)
        self.root = root
        let graph = try ReferenceGraph(schema: schema, named: step.undeclared, root: root.name)
        self.graph = graph
        let policies = try step.collisions.mapKeys { try schema.table($0).name }
        order = try graph.order(from: root.name) { table in
            switch policies[table] {
            case nil, .fail: false
            default: true
            }
        }
    }

    /// The number by which the workspace calls a table that may lose rows.
    func number(of table: String) -> Int? {
        order.firstIndex(of: table)
    }

    /// Every table that refers to one which may lose rows, with those references.
    var referring: [(table: String, references: [Reference])] {
        var found: [String: [Reference]] = [:]
        for parent in order {
            for reference in graph.references(to: parent) {
                found[reference.table, default: []].append(reference)
            }
        }
        return found.keys.sorted().map { ($0, found[$0] ?? []) }
    }

    /// The references of a table to tables that may lose rows.
    func references(of table: String) -> [Reference] {
        graph.references(from: table).filter { order.contains($0.parent) }
    }
}

extension Dictionary {
    func mapKeys<Other>(_ transform: (Key) throws -> Other) rethrows -> [Other: Value] {
        try Dictionary<Other, Value>(map { (try transform($0.key), $0.value) }) { first, _ in first }
    }
}
