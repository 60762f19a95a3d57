import SutureCore
import SutureRepair

/// Formats the references to a table: each table below the first one that it refers to, and expanded only there.
struct ReferenceTreeText {
    private let tree: ReferenceTree
    private let references: [String: [ReferenceTree.Reference]]
    private let sizes: [String: ReferenceTree.Table]
    /// The parent below which a table is expanded: the nearest to the root.
    private let followed: [String: String]

    init(_ tree: ReferenceTree) {
        self.tree = tree
        references = Dictionary(grouping: tree.references, by: \.parent)
        sizes = Dictionary(tree.tables.map { (Self.name($0.schema, $0.name), $0) }) { first, _ in first }
        followed = Dictionary(tree.references.map { ($0.name, $0.parent) }) { first, _ in first }
    }

    /// The lines.
    var text: String {
        let size = sizes[tree.root]?.rows?.text ?? "not readable"
        var lines = ["\(Terminal.bold(tree.root))  \(Terminal.dim(size))"]
        show(tree.root, indent: "", above: [tree.root], in: &lines)
        let undeclared = tree.references.filter { $0.kind != .declared }.count
        lines.append("")
        lines.append(
            "\((tree.tables.count - 1).of("table")) below, by \(tree.references.count.of("reference")); "
                + "\(undeclared.grouped) undeclared."
        )
        return lines.joined(separator: "\n")
    }

    private func show(_ parent: String, indent: String, above: [String], in lines: inout [String]) {
        let tables = grouped(references[parent] ?? [])
        for (number, group) in tables.enumerated() {
            let isLast = number == tables.count - 1
            let name = group[0].name
            let below = indent + (isLast ? "    " : "│   ")
            let isCycle = above.contains(name)
            let isFollowed = !isCycle && followed[name] == parent && name != tree.root
            let hasMore = !(references[name] ?? []).isEmpty
            var remarks = [sizes[name]?.rows?.text ?? "not readable"]
            if group[0].schema != nil { remarks.append("in another schema") }
            if name == parent {
                remarks.append("itself")
            } else if isCycle {
                remarks.append("a cycle, see above")
            } else if hasMore, !isFollowed {
                remarks.append("what refers to it is shown under \(followed[name] ?? tree.root)")
            }
            lines.append(
                "\(indent)\(isLast ? "└── " : "├── ")\(Terminal.bold(name))  \(Terminal.dim(remarks.joined(separator: "; ")))"
            )
            let rule = isFollowed && hasMore ? "│ " : "  "
            for reference in group { lines += ReferenceText.lines(reference).map { below + rule + $0 } }
            if isFollowed { show(name, indent: below, above: above + [name], in: &lines) }
        }
    }

    /// Groups the references of each table, in the order in which the tables appear first.
    private func grouped(_ references: [ReferenceTree.Reference]) -> [[ReferenceTree.Reference]] {
        var groups: [[ReferenceTree.Reference]] = []
        var places: [String: Int] = [:]
        for reference in references {
            let name = reference.name
            if let place = places[name] {
                groups[place].append(reference)
            } else {
                places[name] = groups.count
                groups.append([reference])
            }
        }
        return groups
    }

    private static func name(_ schema: String?, _ table: String) -> String {
        schema.map { "\($0).\(table)" } ?? table
    }
}

/// Formats one reference.
private enum ReferenceText {
    static func lines(_ reference: ReferenceTree.Reference) -> [String] {
        let columns = reference.columns.joined(separator: ", ")
        let place = reference.path.map { "\(columns) \($0)" } ?? columns
        let rows = reference.rows.map(\.text) ?? "not readable"
        let line = "\(place) → \(reference.parentColumns.joined(separator: ", "))  \(rows)  "
        let values = (reference.typeValues ?? [])
            .map { "    \(Terminal.dim("\(reference.typeColumn ?? "") = \($0.value): \($0.evidence.text)"))" }
        return [line + describe(reference)] + values
    }

    private static func describe(_ reference: ReferenceTree.Reference) -> String {
        if let key = reference.foreignKey {
            return Terminal.dim(
                "\(key.name), on delete \(key.onDelete.lowercased()), on update \(key.onUpdate.lowercased())"
            )
        }
        let kind =
            switch reference.kind {
            case .polymorphic: "undeclared, by the kind in \(reference.typeColumn ?? "")"
            case .json: "in documents"
            case .values: "undeclared, by its values"
            default: "undeclared"
            }
        return Terminal.yellow(kind) + (reference.evidence.map { ": \($0.text)" } ?? "")
    }
}

extension RowCount {
    /// The number of rows for display: `1,204 rows`, `~2,000,000 rows` for an estimate.
    fileprivate var text: String {
        (isExact ? "" : "~") + count.of("row")
    }
}
