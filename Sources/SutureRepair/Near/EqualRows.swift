import MySQLClient
import SutureCore

/// The number of rows of a table that are equal in some columns: the duplicates that a merge by these columns would
/// find.
public struct EqualRows: Sendable, Encodable {
    /// The table.
    public let table: String
    /// The columns.
    public let columns: [String]
    /// The collations by which texts were compared; the classes depend on them.
    public let collations: [String]
    /// The rows of the table without NULL in these columns.
    public let rows: Int
    /// The number of classes of two or more equal rows.
    public let classes: Int
    /// The number of rows in these classes.
    public let members: Int
    /// The number of rows in the largest class; 0 without classes.
    public let largest: Int

    /// Counts the rows; read-only.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - columns: The columns in which rows are compared, by their own collations.
    ///   - session: The session; its database is the schema.
    /// - Throws: `SutureError` when the table or a column does not exist; `MySQLError`.
    public init(of table: String, by columns: [String], in session: Session) throws {
        let table = try Schema.read(in: session).table(table)
        let found = try columns.map { try table.requireColumn($0) }
        self.table = table.name
        self.columns = found.map(\.name)
        collations = Set(found.compactMap(\.collation)).sorted()
        let equal = DuplicateRows(table: table, columns: self.columns, collation: nil)
        let row = try session.firstRow(
            """
            SELECT COALESCE(SUM(n), 0) AS all_rows, COUNT(CASE WHEN n > 1 THEN 1 END) AS classes,
              COALESCE(SUM(CASE WHEN n > 1 THEN n END), 0) AS members,
              COALESCE(MAX(CASE WHEN n > 1 THEN n END), 0) AS largest
            FROM (SELECT COUNT(*) AS n FROM \(table: table) AS t WHERE \(equal.isComplete())
              GROUP BY \(try equal.terms().joined(separator: ", "))) AS g
            """
        )
        rows = try row?.get("all_rows") ?? 0
        classes = try row?.get("classes") ?? 0
        members = try row?.get("members") ?? 0
        largest = try row?.get("largest") ?? 0
    }
}
