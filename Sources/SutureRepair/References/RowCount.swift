/// A number of rows, counted or estimated.
public struct RowCount: Sendable, Hashable, Encodable {
    /// The number.
    public let count: Int
    /// True if the rows were counted; otherwise the number comes from the server's statistics and a sample.
    public let isExact: Bool
}
