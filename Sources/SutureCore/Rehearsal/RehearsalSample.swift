import MySQLClient

/// The part of the rows that a rehearsal copies: rows by a hash of their primary key, so that every run takes the same
/// ones.
///
/// Rows of two tables that share their key are taken together. A table without a primary key is taken whole.
public struct RehearsalSample: Sendable, Hashable {
    /// The part in percent, above 0 and at most 100.
    public let percent: Double

    private static let shares = 1_000_000

    /// Creates a sample.
    ///
    /// - Parameter percent: The part in percent; the result is nil unless it is above 0 and at most 100.
    public init?(percent: Double) {
        guard percent > 0, percent <= 100 else { return nil }
        self.percent = percent
    }

    /// Parses a part such as `10%`, `2.5%` or `10`.
    public init?(_ text: String) {
        let digits = text.hasSuffix("%") ? String(text.dropLast()) : text
        guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }), let percent = Double(digits) else {
            return nil
        }
        self.init(percent: percent)
    }

    /// The part as a number from 0 to 1.
    var share: Double { percent / 100 }

    /// Returns the condition that a row of a table is in the sample, as SQL over its key; nil if all are.
    func condition(on table: Table) -> Statement? {
        guard !table.keyColumns.isEmpty, percent < 100 else { return nil }
        let bound = max(1, Int((percent / 100 * Double(Self.shares)).rounded()))
        return """
            CRC32(SHA2(CONCAT_WS('/', \(identifiers: table.keyColumns)), 256)) MOD \(raw: String(Self.shares))
            < \(raw: String(bound))
            """
    }
}
