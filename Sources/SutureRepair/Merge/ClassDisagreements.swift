import MySQLClient
import SutureCore

/// The columns in which the members of a class have different values, counted before anything is merged.
struct ClassDisagreements {
    let closure: MergeClosure

    private var root: Table { closure.layout.root }
    private var stopping: Set<String> { Set(closure.step.rules.stopping.map { $0.lowercased() }) }

    /// Returns notes on the columns, and a blocker for each that stops the merge.
    func notes() throws -> [Note] {
        let columns = root.columns.filter(isCompared)
        guard !columns.isEmpty else { return [] }
        let values = columns.enumerated()
            .map { number, column -> Statement in
                """
                MIN(\(column.comparable("d.\(identifier: column.name)"))) AS \(identifier: "l\(number)"),
                MAX(\(column.comparable("d.\(identifier: column.name)"))) AS \(identifier: "h\(number)"),
                MIN(\(column.comparable("s.\(identifier: column.name)"))) AS \(identifier: "o\(number)")
                """
            }
        let counts = columns.indices.map { number -> Statement in
            let (low, high, own): (Statement, Statement, Statement) = (
                "\(identifier: "l\(number)")", "\(identifier: "h\(number)")", "\(identifier: "o\(number)")"
            )
            return """
                COALESCE(SUM(COALESCE(\(low) <> \(high), FALSE) OR COALESCE(\(low) <> \(own), FALSE)
                OR COALESCE(\(high) <> \(own), FALSE)), 0) AS \(identifier: "n\(number)")
                """
        }
        let survivor = MapColumns.names(root, "n").map { "m.\(identifier: $0)" as Statement }.joined(separator: ", ")
        let row = try closure.context.session.firstRow(
            """
            SELECT \(counts.joined(separator: ", ")) FROM (
              SELECT \(values.joined(separator: ", ")) FROM \(closure.workspace.table("m0")) AS m
              STRAIGHT_JOIN \(root.byKey("d")) ON \(MapColumns.match(root, "m", "o", row: "d"))
              STRAIGHT_JOIN \(root.byKey("s")) ON \(MapColumns.match(root, "m", "n", row: "s"))
              GROUP BY \(survivor)) AS g
            """
        )
        guard let row else { return [] }
        let found = try columns.enumerated()
            .map { (column: $1.name, classes: try row.get("n\($0)", as: Int.self)) }
            .filter { $0.classes > 0 }
        guard !found.isEmpty else { return [] }
        let list = found.map { "\($0.column) (\($0.classes))" }.joined(separator: ", ")
        let told = Note(.info, .information, "Columns in which classes of \(root.name) disagree: \(list).")
        return [told]
            + found.filter { stopping.contains($0.column.lowercased()) }
            .map { column, classes in
                Note(
                    .blocker,
                    .classesDiffer,
                    "Equal rows of \(root.name) differ in \(column), in \(classes.of("class", "classes")).",
                    remedy: "Correct the rows, or keep them apart with .separate(whenDiffers: \"\(column)\")."
                )
            }
    }

    /// Keys differ by nature.
    private func isCompared(_ column: Column) -> Bool {
        !root.keyColumns.contains(column.name)
            && !closure.step.columns.contains { $0.lowercased() == column.name.lowercased() }
    }
}

extension SutureError.Code {
    /// The members of a class have different values in a column that has to agree.
    public static let classesDiffer = Self(rawValue: "classes-differ")
}
