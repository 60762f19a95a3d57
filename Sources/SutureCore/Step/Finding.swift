/// One kind of inconsistency that a check found, with the rows that show it.
public struct Finding: Sendable, Hashable, Encodable {
    /// The stable name of the check, such as `duplicate-rows`.
    public let check: String
    /// The table concerned.
    public let table: String
    /// A description of the problem.
    public let text: String
    /// The number of rows concerned.
    public let rows: Int
    /// Primary keys of some of these rows.
    public let keys: [String]
    /// Values of some of these rows, such as a name that occurs more than once; shown only on request.
    public let values: [String]

    /// Creates a finding.
    public init(
        check: String,
        table: String,
        text: String,
        rows: Int,
        keys: [String] = [],
        values: [String] = []
    ) {
        self.check = check
        self.table = table
        self.text = text
        self.rows = rows
        self.keys = keys
        self.values = values
    }
}
