import SutureCore

/// The part of a merge that depends only on the schema: the references, and the order in which tables are processed.
struct MergeLayout {
    let schema: Schema
    let root: Table
    let graph: ReferenceGraph
    /// The root, and the tables below that may lose rows or whose keys may move, parents first.
    let order: [String]
    /// The same order; tables that refer to one another in a cycle are together.
    let components: [[String]]
    /// The columns of each table that are re-pointed and to which others refer: their keys move.
    let moved: [String: Set<String>]
    private let losing: Set<String>

    init(_ step: MergeDuplicates, _ schema: Schema) throws {
        self.schema = schema
        let root = try schema.table(step.table)
        self.root = root
        let graph = try ReferenceGraph(schema: schema, named: step.undeclared, root: root.name)
        self.graph = graph
        let policies = try step.collisions.mapKeys { try schema.table($0).name }
        let merged = Set(policies.filter { $0.value.isMerging }.keys)
        var (components, losing, moved) = ([[String]](), Set<String>(), [String: Set<String>]())
        // Tables whose keys move are processed too, and tables that refer to them may lose rows in turn.
        while true {
            let next = graph.components(from: root.name) { merged.contains($0) || moved[$0] != nil }
            guard next.joined().count > components.joined().count else { break }
            components = next
            losing = merged.union([root.name]).intersection(components.joined())
            moved = graph.movedColumns(losing: losing)
        }
        self.components = components
        order = Array(components.joined())
        self.losing = losing
        self.moved = moved
    }

    /// Returns the number in the workspace of a table that may lose rows or whose keys may move.
    func number(of table: String) -> Int? {
        order.firstIndex(of: table)
    }

    /// Returns whether rows of a table may be deleted.
    func isLosing(_ table: String) -> Bool { losing.contains(table) }

    /// Returns whether changes of the parent change the values of a reference.
    func concerns(_ reference: Reference) -> Bool {
        losing.contains(reference.parent) || followsMovedKey(reference)
    }

    /// Returns whether a reference names columns of its parent that the merge re-points.
    func followsMovedKey(_ reference: Reference) -> Bool {
        !(moved[reference.parent] ?? []).isDisjoint(with: reference.parentColumns)
    }

    /// Returns whether a reference uses a key map: it names another key than the primary one, or a key that moves.
    func usesKeyMap(_ reference: Reference) throws -> Bool {
        let parent = try schema.table(reference.parent)
        return Set(reference.parentColumns) != Set(parent.keyColumns) || followsMovedKey(reference)
    }

    /// The references of the root to itself that keep the order of their rows when a row is merged with one above it.
    var keptAncestries: [Reference] {
        references(of: root.name).filter { $0.parent == root.name && $0.condition == nil }
    }

    func keepsAncestry(_ reference: Reference) -> Bool {
        reference.table == root.name && keptAncestries.contains(reference)
    }

    /// Returns the references to a table that use its key map.
    func keyReferences(to table: String) throws -> [Reference] {
        try graph.references(to: table).filter { try concerns($0) && usesKeyMap($0) }
    }

    /// Every table with references that change, and those references.
    var referring: [(table: String, references: [Reference])] {
        let found = Dictionary(grouping: graph.references.filter(concerns), by: \.table)
        return found.keys.sorted().map { ($0, found[$0] ?? []) }
    }

    /// Returns the references of a table that change; first those that follow a moving key, since they determine a
    /// column that belongs to several.
    func references(of table: String) -> [Reference] {
        let concerned = graph.references(from: table).filter(concerns)
        return concerned.filter(followsMovedKey) + concerned.filter { !followsMovedKey($0) }
    }
}

extension Dictionary {
    func mapKeys<Other>(_ transform: (Key) throws -> Other) rethrows -> [Other: Value] {
        try Dictionary<Other, Value>(map { (try transform($0.key), $0.value) }) { first, _ in first }
    }
}
