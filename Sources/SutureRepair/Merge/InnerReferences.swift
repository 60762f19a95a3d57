import SutureCore

/// The references between tables that may all lose rows and refer to one another in a cycle; mostly those of one table
/// to itself.
///
/// Before a duplicate is deleted, no row may refer to it, and a survivor must not get a unique value of a duplicate
/// while that exists. The properties of a reference determine when it is re-pointed.
struct InnerReferences {
    let component: [String]
    private let schema: Schema
    private let references: [Reference]
    private let late: Set<Reference>
    private let forcedOnes: Set<Reference>
    /// The tables in the order in which their rows can be deleted.
    let deletionOrder: [String]

    init(_ component: [String], _ layout: MergeLayout) throws {
        self.component = component
        schema = layout.schema
        let references = component.flatMap { layout.references(of: $0).filter { component.contains($0.parent) } }
        self.references = references
        let schema = layout.schema
        let tied = try references.filter { reference in
            let table = try schema.table(reference.table)
            return Self.detachable(reference, table) == nil && !Self.indexes(of: reference, table).isEmpty
        }
        let children = Dictionary(grouping: tied, by: \.parent).mapValues { Set($0.map(\.table)).sorted() }
        let order = StrongComponents.of(component) { children[$0] ?? [] }
        deletionOrder = Array(order.joined())
        let forced = tied.filter { reference in
            order.contains { $0.contains(reference.table) && $0.contains(reference.parent) }
        }
        forcedOnes = Set(forced)
        late = Set(tied).subtracting(forced)
    }

    /// Returns the unique keys that a re-pointed reference changes.
    static func indexes(of reference: Reference, _ table: Table) -> [Index] {
        table.indexes.filter { index in
            index.isUnique
                && index.parts.contains {
                    !GeneratedValue(table: table, part: $0).columns.isDisjoint(with: reference.columns)
                }
        }
    }

    /// Returns the column that is NULL in duplicates until they are deleted, so that they refer to nothing and equal
    /// nothing.
    private static func detachable(_ reference: Reference, _ table: Table) -> String? {
        let indexes = indexes(of: reference, table)
        return reference.columns.first { column in
            table.column(column)?.isNullable == true
                && indexes.allSatisfy { $0.parts.contains { $0.column == column } }
        }
    }

    /// Returns the columns by which the duplicates of a table are detached first.
    func detached(_ table: Table) -> [String] {
        Set(references.filter { $0.table == table.name }.compactMap { Self.detachable($0, table) }).sorted()
    }

    /// Returns the references of survivors to re-point before any row is deleted: those by which the others are
    /// detached.
    func early(_ table: Table) -> [Reference] {
        references.filter { $0.table == table.name && Self.detachable($0, table) != nil }
    }

    /// Returns the references to re-point before any row is deleted, also in the duplicates, since they cannot be
    /// detached.
    func earlyInAll(_ table: Table) -> [Reference] {
        references.filter { $0.table == table.name && !late.contains($0) && Self.detachable($0, table) == nil }
    }

    /// Returns the references of a table to re-point once its own rows are deleted, and before those of the parent are.
    func late(_ table: Table) -> [Reference] {
        references.filter { $0.table == table.name && late.contains($0) }
    }

    /// Returns the references of a table without such an order, since each of a cycle would have to wait for the next:
    /// they are re-pointed first, which works only if no two rows become equal.
    func forced(_ table: Table) -> [Reference] {
        references.filter { $0.table == table.name && forcedOnes.contains($0) }
    }
}
