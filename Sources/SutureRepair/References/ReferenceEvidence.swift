import MySQLClient
import SutureCore

/// The evidence of the data for a suggested reference: the number of its different values that exist in the parent.
public struct ReferenceEvidence: Sendable, Hashable, Encodable {
    /// The number of different values that were looked up, without NULL.
    public let values: Int
    /// The number of those that exist in the parent.
    public let found: Int
    /// True if only a sample of the rows was read.
    public let isSampled: Bool

    /// The evidence for the reader: `97% of 1,204 values found`.
    public var text: String {
        guard values > 0 else { return "no values to look up" }
        let many = "\(found == values ? "all" : "\(found * 100 / values)%") of \(values.grouped) values found"
        let one = "the only value \(found == 1 ? "" : "not ")found"
        return (values == 1 ? one : many) + (isSampled ? ", sampled" : "")
    }
}

extension ReferenceEvidence {
    /// Looks values up in a parent.
    ///
    /// - Parameters:
    ///   - values: A SELECT of different values, none of them NULL, as `v`.
    ///   - value: The value of a row `d` of that SELECT, in the form in which the parent's key is compared.
    ///   - parent: The parent, with a primary key of one column.
    ///   - isSampled: True if the values come from a sample.
    ///   - session: The session.
    /// - Throws: `MySQLError`.
    init(of values: Statement, _ value: Statement, in parent: Table, isSampled: Bool, _ session: Session) throws {
        try self.init(
            of: values,
            matching: "p.\(identifier: parent.keyColumns[0]) = \(value)",
            in: parent,
            isSampled: isSampled,
            session
        )
    }

    /// Looks values up in a parent, by a condition that a row `d` of the values names the row `p` of the parent.
    init(of values: Statement, matching match: Statement, in parent: Table, isSampled: Bool, _ session: Session) throws
    {
        let row = try session.firstRow(
            """
            SELECT COUNT(*) AS looked_up, COUNT(p.\(identifier: parent.keyColumns[0])) AS found FROM (\(values)) AS d
            LEFT JOIN \(table: parent) AS p ON \(match)
            """
        )
        self.values = try row?.get("looked_up", as: Int.self) ?? 0
        found = try row?.get("found", as: Int.self) ?? 0
        self.isSampled = isSampled
    }

    /// Looks up a sample of the values of a column.
    init(sample: TableSample, column: String, in parent: Table, _ session: Session) throws {
        let values: Statement = """
            SELECT DISTINCT \(identifier: column) AS v FROM (\(sample.rows([column]))) AS s
            WHERE \(identifier: column) IS NOT NULL
            """
        try self.init(of: values, "d.v", in: parent, isSampled: !sample.isWhole(), session)
    }

    /// Looks up a sample of the values of a suggested reference.
    init(_ reference: Reference, in parent: Table, _ schema: Schema, _ session: Session) throws {
        let table = try schema.table(reference.table)
        let sample = try TableSample(table, in: session)
        try self.init(sample: sample, column: reference.columns[0], in: parent, session)
    }

    /// Looks up all values of a column, however many it has.
    init(all reference: Reference, in parent: Table, _ schema: Schema, _ session: Session) throws {
        let column = reference.columns[0]
        let values: Statement = """
            SELECT DISTINCT \(identifier: column) AS v FROM \(table: try schema.table(reference.table))
            WHERE \(identifier: column) IS NOT NULL
            """
        try self.init(of: values, "d.v", in: parent, isSampled: false, session)
    }
}
