/// A number of rows, counted or estimated.
public struct RowCount: Sendable, Hashable, Encodable {
    /// The number.
    public let count: Int
    /// Whether the rows were counted; else the number comes from the server's statistics and a sample.
    public let isExact: Bool
}
