import MySQLClient
import SutureCore

/// A table of any size, read at a bounded cost.
///
/// Up to ``countedRows`` rows are counted. For a larger table, the size comes from the server's statistics, and samples
/// represent its rows: stretches of the primary key, spread evenly, or the first rows if that key does not begin with
/// an integer.
struct TableSample {
    /// The maximum number of rows that are counted one by one.
    static let countedRows = 50_000
    /// The maximum number of rows from which values are read.
    static let sampledRows = 10_000
    private static let stretches = 20

    /// The size of the table.
    let size: RowCount
    private let session: Session
    private let source: Statement
    /// The first column of the primary key, if it is an integer, with its smallest and largest value.
    private let range: (column: String, least: Int128, greatest: Int128)?

    /// Determines the size of a table.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - session: The session.
    /// - Throws: `MySQLError`.
    init(_ table: Table, in session: Session) throws {
        self.session = session
        source = table.quotedName
        let bound = Statement(String(Self.countedRows + 1))
        let counted: Int =
            try session.value("SELECT COUNT(*) FROM (SELECT 1 FROM \(source) LIMIT \(bound)) AS s") ?? 0
        var estimate = counted
        if counted > Self.countedRows {
            let row = try session.firstRow("EXPLAIN FORMAT=TRADITIONAL SELECT 1 FROM \(source)")
            estimate = max(counted, row?["rows"].flatMap(Self.number).map { Int($0) } ?? 0)
        }
        size = RowCount(count: estimate, isExact: counted <= Self.countedRows)
        range = try Self.range(table, in: session)
    }

    private static func range(_ table: Table, in session: Session) throws
        -> (column: String, least: Int128, greatest: Int128)?
    {
        guard let name = table.keyColumns.first, let column = table.column(name),
            column.dataType.hasSuffix("int")
        else { return nil }
        let row = try session.firstRow("SELECT MIN(\(identifier: name)), MAX(\(identifier: name)) FROM \(table: table)")
        guard let row, let least = number(row[0]), let greatest = number(row[1]) else { return nil }
        return (name, least, greatest)
    }

    private static func number(_ value: Value) -> Int128? {
        switch value {
        case .integer(let number): Int128(number)
        case .unsigned(let number): Int128(number)
        // MariaDB's EXPLAIN gives its numbers as text.
        case .text(let digits): Int128(digits)
        default: nil
        }
    }

    /// Returns whether ``rows(_:limit:)`` are all rows of the table.
    func isWhole(limit: Int = sampledRows) -> Bool {
        size.isExact && size.count <= limit
    }

    /// Returns a SELECT of columns, of all rows or of a sample.
    func rows(_ columns: [String], limit: Int = sampledRows) -> Statement {
        let select: Statement = "SELECT \(identifiers: columns) FROM \(source)"
        if isWhole(limit: limit) { return select }
        guard let range, range.greatest > range.least else { return "\(select) LIMIT \(raw: String(limit))" }
        let width = (range.greatest - range.least) / Int128(Self.stretches) + 1
        return (0..<Self.stretches)
            .map { number -> Statement in
                let start = range.least + width * Int128(number)
                return """
                    (\(select) WHERE \(identifier: range.column) >= \(raw: String(start))
                      AND \(identifier: range.column) < \(raw: String(start + width))
                    ORDER BY \(identifier: range.column) LIMIT \(raw: String(max(1, limit / Self.stretches))))
                    """
            }
            .joined(separator: " UNION ALL ")
    }

    /// Counts the rows that meet a condition on columns, in the whole table.
    ///
    /// - Parameters:
    ///   - condition: The condition; the columns are those of `s`.
    ///   - columns: The columns that it uses.
    ///   - limit: The maximum number of rows to read.
    /// - Returns: The number; for a table that is too large, the share in the sample times the size.
    /// - Throws: `MySQLError`.
    func count(where condition: Statement, _ columns: [String], limit: Int = countedRows) throws -> RowCount {
        let limit = size.isExact ? limit : min(limit, Self.sampledRows)
        let row = try session.firstRow(
            """
            SELECT COUNT(*) AS looked_at, COUNT(CASE WHEN \(condition) THEN 1 END) AS meeting
            FROM (\(rows(columns, limit: limit))) AS s
            """
        )
        let meeting = try row?.get("meeting", as: Int.self) ?? 0
        if isWhole(limit: limit) { return RowCount(count: meeting, isExact: true) }
        let lookedAt = try row?.get("looked_at", as: Int.self) ?? 0
        let share = Double(meeting) / Double(max(1, lookedAt))
        return RowCount(count: Int((share * Double(size.count)).rounded()), isExact: false)
    }
}
