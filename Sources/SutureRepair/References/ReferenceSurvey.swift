import MySQLClient
import SutureCore

/// Collects what refers to a table, table by table, with what the data says of it.
final class ReferenceSurvey {
    private let schema: Schema
    private let session: Session
    private let suggested: SuggestedReferences
    private let declared: [String: [ForeignKey]]
    private let pairs: [PolymorphicPair]
    private let tableForms: Set<String>
    private var json: JSONColumns?
    private var samples: [String: TableSample] = [:]
    private var kinds: [String: [String]] = [:]

    init(schema: Schema, session: Session) {
        self.schema = schema
        self.session = session
        let suggested = SuggestedReferences(schema)
        self.suggested = suggested
        let keys = schema.tables.values.flatMap(\.foreignKeys).filter { $0.parentSchema == schema.name }
        declared = Dictionary(grouping: keys + schema.foreignReferences, by: \.parent)
            .mapValues { keys in
                keys.sorted { ($0.schema, $0.table, $0.name) < ($1.schema, $1.table, $1.name) }
            }
        let forms = schema.tables.values.reduce(into: Set<String>()) { $0.formUnion(suggested.forms(of: $1)) }
        tableForms = forms
        pairs = PolymorphicPair.all(of: schema) { forms.contains($0) }
    }

    /// The tree of what refers to a table, level by level.
    func tree(of root: Table) throws -> ReferenceTree {
        json = try JSONColumns(schema, session, sample: sample)
        var tables = [ReferenceTree.Table(schema: nil, name: root.name, rows: try sample(root).size)]
        var references: [ReferenceTree.Reference] = []
        var foreign: Set<String> = []
        var seen: Set = [root.name]
        var open = [root]
        while !open.isEmpty {
            var next: [Table] = []
            for parent in open {
                let found = try self.references(to: parent, isRoot: parent.name == root.name)
                references += found
                for reference in found {
                    if let owner = reference.schema {
                        guard foreign.insert("\(owner).\(reference.table)").inserted else { continue }
                        let rows = try self.foreign(owner, reference.table) { $0.size }
                        tables.append(ReferenceTree.Table(schema: owner, name: reference.table, rows: rows))
                    } else if reference.isLikely, seen.insert(reference.table).inserted {
                        let table = try schema.table(reference.table)
                        tables.append(ReferenceTree.Table(schema: nil, name: table.name, rows: try sample(table).size))
                        next.append(table)
                    }
                }
            }
            open = next
        }
        // A suggestion that was not followed has its table all the same.
        for reference in references where reference.schema == nil && seen.insert(reference.table).inserted {
            let size = try sample(schema.table(reference.table)).size
            tables.append(ReferenceTree.Table(schema: nil, name: reference.table, rows: size))
        }
        return ReferenceTree(schema: schema.name, root: root.name, tables: tables, references: references)
    }

    private func references(to parent: Table, isRoot: Bool) throws -> [ReferenceTree.Reference] {
        try (declared[parent.name] ?? []).map(declaredReference)
            + suggested.references(to: parent).map { try suggestedReference($0, parent) }
            + pairs.compactMap { try polymorphicReference($0, parent, isRoot: isRoot) }
            + jsonReferences(to: parent)
    }

    private func declaredReference(_ key: ForeignKey) throws -> ReferenceTree.Reference {
        let isForeign = key.schema != schema.name
        var reference = ReferenceTree.Reference(
            kind: .declared,
            table: key.table,
            columns: key.columns,
            parent: key.parent,
            parentColumns: key.parentColumns,
            foreignKey: ReferenceTree.Key(name: key.name, onDelete: key.onDelete, onUpdate: key.onUpdate)
        )
        if isForeign {
            reference.schema = key.schema
            reference.rows = try foreign(key.schema, key.table) {
                try $0.count(where: Self.hasValue(key.columns), key.columns)
            }
        } else {
            reference.rows = try rows(of: schema.table(key.table), with: key.columns)
        }
        return reference
    }

    private func suggestedReference(_ found: Reference, _ parent: Table) throws -> ReferenceTree.Reference {
        let table = try schema.table(found.table)
        return ReferenceTree.Reference(
            kind: .suggested,
            table: found.table,
            columns: found.columns,
            parent: parent.name,
            parentColumns: found.parentColumns,
            rows: try rows(of: table, with: found.columns),
            evidence: try ReferenceEvidence(sample: sample(table), column: found.columns[0], in: parent, session)
        )
    }

    /// A pair whose kinds name the table.
    ///
    /// Kinds that name no table at all are told for the root alone, which somebody asked about; their ids may be those of
    /// anything.
    private func polymorphicReference(_ pair: PolymorphicPair, _ parent: Table, isRoot: Bool) throws
        -> ReferenceTree.Reference?
    {
        guard parent.keyColumns.count == 1, let key = parent.column(parent.keyColumns[0]),
            suggested.isComparable(pair.id, key)
        else { return nil }
        let sample = try sample(pair.table)
        let place = "\(pair.table.name).\(pair.id.name)"
        let all = try kinds[place] ?? pair.kinds(in: sample, session)
        kinds[place] = all
        let forms = suggested.forms(of: parent)
        let meant = all.filter { kind in
            let name = PolymorphicPair.name(of: kind)
            return forms.contains(name) || isRoot && !tableForms.contains(name)
        }
        guard !meant.isEmpty else { return nil }
        let kindIs = meant.map { "CAST(s.\(identifier: pair.type.name) AS CHAR) = \($0)" as Statement }
        return ReferenceTree.Reference(
            kind: .polymorphic,
            table: pair.table.name,
            columns: [pair.id.name],
            parent: parent.name,
            parentColumns: parent.keyColumns,
            rows: try sample.count(
                where: "s.\(identifier: pair.id.name) IS NOT NULL AND (\(kindIs.joined(separator: " OR ")))",
                [pair.type.name, pair.id.name]
            ),
            typeColumn: pair.type.name,
            typeValues: try meant.prefix(5)
                .map { kind in
                    ReferenceTree.TypeValue(
                        value: kind,
                        evidence: try pair.evidence(of: kind, in: parent, sample: sample, session)
                    )
                }
        )
    }

    private func jsonReferences(to parent: Table) throws -> [ReferenceTree.Reference] {
        guard parent.keyColumns.count == 1, let key = parent.column(parent.keyColumns[0]), JSONKeyValue.fits(key),
            let json
        else { return [] }
        return try json.places(named: suggested.forms(of: parent))
            .map { place in
                let sample = try sample(place.table)
                // The path is made of letters, digits and underscores, and of the signs of a path.
                let path: Statement = "'\(raw: place.path)'"
                let documents = sample.rows([place.column], limit: json.limit)
                // MySQL merges a derived table without a limit, and then refuses its column in JSON_TABLE (1210).
                let values: Statement = """
                    SELECT DISTINCT j.v FROM (SELECT * FROM (\(documents)) AS r LIMIT \(raw: String(json.limit))) AS s,
                    JSON_TABLE(s.\(identifier: place.column), \(path) COLUMNS (v VARCHAR(255) PATH '$')) AS j
                    WHERE j.v IS NOT NULL
                    """
                return ReferenceTree.Reference(
                    kind: .json,
                    table: place.table.name,
                    columns: [place.column],
                    path: place.path,
                    parent: parent.name,
                    parentColumns: parent.keyColumns,
                    rows: try sample.count(
                        where: "JSON_CONTAINS_PATH(s.\(identifier: place.column), 'one', \(path))",
                        [place.column],
                        limit: json.limit
                    ),
                    evidence: try ReferenceEvidence(
                        of: values,
                        JSONKeyValue.expression("d.v", as: key),
                        in: parent,
                        isSampled: !sample.isWhole(limit: json.limit),
                        session
                    )
                )
            }
    }

    private func rows(of table: Table, with columns: [String]) throws -> RowCount {
        let isRequired = columns.allSatisfy { table.column($0)?.isNullable == false }
        let sample = try sample(table)
        return isRequired ? sample.size : try sample.count(where: Self.hasValue(columns), columns)
    }

    private static func hasValue(_ columns: [String]) -> Statement {
        columns.map { "s.\(identifier: $0) IS NOT NULL" as Statement }.joined(separator: " AND ")
    }

    private func sample(_ table: Table) throws -> TableSample {
        if let sample = samples[table.name] { return sample }
        let sample = try TableSample("\(identifier: table.name)", table, in: session)
        samples[table.name] = sample
        return sample
    }

    /// What is read of a table of another schema, or nil when the account may not read it.
    private func foreign<Result>(_ owner: String, _ table: String, _ read: (TableSample) throws -> Result) throws
        -> Result?
    {
        do {
            return try read(TableSample("\(identifier: owner).\(identifier: table)", nil, in: session))
        } catch let error as MySQLError where [.tableAccessDenied, .columnAccessDenied].contains(error.code) {
            return nil
        }
    }
}
