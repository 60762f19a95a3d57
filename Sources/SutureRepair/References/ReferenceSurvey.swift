import MySQLClient
import SutureCore

/// Collects the references to a table, table by table, with the evidence of the data.
final class ReferenceSurvey {
    private let schema: Schema
    private let session: Session
    private let suggested: SuggestedReferences
    private let declared: [String: [ForeignKey]]
    private let pairs: [PolymorphicPair]
    private let tableForms: Set<String>
    private let graph: ReferenceGraph
    private var json: JSONColumns?
    private let samples: TableSamples
    private var kinds: [String: [String]] = [:]

    init(schema: Schema, session: Session) throws {
        graph = try ReferenceGraph(schema: schema, named: [], root: "")
        self.schema = schema
        self.session = session
        samples = TableSamples(session)
        let suggested = SuggestedReferences(schema)
        self.suggested = suggested
        declared = Dictionary(grouping: schema.foreignKeys + schema.unreadReferences, by: \.parent)
            .mapValues { keys in
                keys.sorted {
                    ($0.tableSchema ?? "", $0.table, $0.name) < ($1.tableSchema ?? "", $1.table, $1.name)
                }
            }
        let forms = schema.tables.values.reduce(into: Set<String>()) { $0.formUnion(suggested.forms(of: $1)) }
        tableForms = forms
        pairs = PolymorphicPair.all(of: schema) { forms.contains($0) }
    }

    /// Returns the tree of references to a table, level by level.
    func tree(of root: Table) throws -> ReferenceTree {
        json = try JSONColumns(schema, session, sample: sample)
        var tables = [ReferenceTree.Table(root, rows: try sample(root).size)]
        var references: [ReferenceTree.Reference] = []
        var seen: Set = [root.name]
        var open = [root]
        while !open.isEmpty {
            var next: [Table] = []
            for parent in open {
                let found = try self.references(to: parent, isRoot: parent.name == root.name)
                references += found
                for reference in found where reference.isLikely && seen.insert(reference.name).inserted {
                    guard let table = schema.find(reference.name), let size = try readable(table)?.size else {
                        tables.append(ReferenceTree.Table(reference))
                        continue
                    }
                    tables.append(ReferenceTree.Table(table, rows: size))
                    next.append(table)
                }
            }
            open = next
        }
        // The table of a suggestion that was not followed is included all the same.
        for reference in references where seen.insert(reference.name).inserted {
            let table = try schema.table(reference.name)
            tables.append(ReferenceTree.Table(table, rows: try readable(table)?.size))
        }
        return ReferenceTree(schema: schema.name, root: root.name, tables: tables, references: references)
    }

    private func references(to parent: Table, isRoot: Bool) throws -> [ReferenceTree.Reference] {
        let found =
            try (declared[parent.name] ?? []).map(declaredReference)
            + suggested.references(to: parent).map { try suggestedReference($0, parent) }
        // Kinds and members of documents name tables of their own schema.
        guard parent.schema == nil else { return found }
        return try found + pairs.compactMap { try polymorphicReference($0, parent, isRoot: isRoot) }
            + jsonReferences(to: parent) + (isRoot ? valueReferences(to: parent) : [])
    }

    private func declaredReference(_ key: ForeignKey) throws -> ReferenceTree.Reference {
        let table = schema.find(key.table)
        var reference = ReferenceTree.Reference(
            kind: .declared,
            schema: key.tableSchema,
            table: key.tableInSchema,
            columns: key.columns,
            parent: key.parent,
            parentColumns: key.parentColumns,
            foreignKey: ReferenceTree.Key(name: key.name, onDelete: key.onDelete, onUpdate: key.onUpdate)
        )
        reference.rows = try table.flatMap { table in
            try readable(table).map { try rows(of: table, $0, with: key.columns) }
        }
        return reference
    }

    private func suggestedReference(_ found: Reference, _ parent: Table) throws -> ReferenceTree.Reference {
        let table = try schema.table(found.table)
        let sample = try readable(table)
        return ReferenceTree.Reference(
            kind: .suggested,
            schema: table.schema,
            table: table.nameInSchema,
            columns: found.columns,
            parent: parent.name,
            parentColumns: found.parentColumns,
            rows: try sample.map { try rows(of: table, $0, with: found.columns) },
            evidence: try sample.map {
                try ReferenceEvidence(sample: $0, column: found.columns[0], in: parent, session)
            }
        )
    }

    /// Returns a pair whose kinds name the table.
    ///
    /// Kinds that name no table at all are reported only for the root, which the user asked about; their ids may belong
    /// to anything.
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

    /// Returns columns with names that indicate no reference, but with values that are keys of the table; only for the
    /// root, which the user asked about.
    private func valueReferences(to parent: Table) throws -> [ReferenceTree.Reference] {
        guard
            let keys = RetiredKeys(
                of: parent,
                in: parent.quotedName,
                column: "\(identifier: parent.keyColumns.first ?? "")"
            )
        else { return [] }
        let columns = UnknownColumns(graph: graph, keys: keys, ignored: [], named: [])
        let paired = Set(pairs.map { "\($0.table.name).\($0.id.name)" })
        return try columns.all
            .compactMap { table, column in
                guard columns.mayHoldKey(column), !paired.contains("\(table.name).\(column.name)") else { return nil }
                let sample = try sample(table)
                let value = try ValueEvidence(column, of: table, sample, columns, session)
                let isWide = try value.evidence.found > 0 && keys.areWide(session)
                guard
                    isWide
                        || value.verdict != .none && !value.isAmbiguous && value.evidence.values > 2
                            && !columns.namesAnother(column)
                else { return nil }
                return ReferenceTree.Reference(
                    kind: .values,
                    table: table.name,
                    columns: [column.name],
                    parent: parent.name,
                    parentColumns: parent.keyColumns,
                    rows: try rows(of: table, sample, with: [column.name]),
                    evidence: value.evidence
                )
            }
    }

    private func jsonReferences(to parent: Table) throws -> [ReferenceTree.Reference] {
        guard parent.keyColumns.count == 1, let key = parent.column(parent.keyColumns[0]), JSONKeyValue.fits(key),
            let json
        else { return [] }
        return try json.places(named: suggested.forms(of: parent))
            .map { place in
                let sample = try sample(place.table)
                // The path consists of letters, digits and underscores, and of the signs of a path.
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

    private func rows(of table: Table, _ sample: TableSample, with columns: [String]) throws -> RowCount {
        let isRequired = columns.allSatisfy { table.column($0)?.isNullable == false }
        return isRequired ? sample.size : try sample.count(where: Self.hasValue(columns), columns)
    }

    private static func hasValue(_ columns: [String]) -> Statement {
        columns.map { "s.\(identifier: $0) IS NOT NULL" as Statement }.joined(separator: " AND ")
    }

    private func sample(_ table: Table) throws -> TableSample { try samples.of(table) }

    /// Returns the sample of a table; nil for one of another schema that the account may not read.
    private func readable(_ table: Table) throws -> TableSample? {
        do {
            return try sample(table)
        } catch let error as MySQLError
            where table.schema != nil && [.tableAccessDenied, .columnAccessDenied].contains(error.code)
        {
            return nil
        }
    }
}
