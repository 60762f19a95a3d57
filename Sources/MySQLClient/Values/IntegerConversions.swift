extension ValueDecodable where Self: FixedWidthInteger {
    /// Reads an integer that fits, or a decimal without a fraction, as returned by `SUM`.
    ///
    /// - Throws: ``MySQLError`` with ``MySQLError/Code/valueNotConvertible``.
    public init(value: Value) throws {
        let number: Self? =
            switch value {
            case .integer(let number): Self(exactly: number)
            case .unsigned(let number): Self(exactly: number)
            case .decimal(let digits): Self(decimal: digits)
            default: nil
            }
        guard let number else { throw Self.mismatch(value) }
        self = number
    }

    private init?(decimal digits: String) {
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 {
            guard parts[1].allSatisfy({ $0 == "0" }) else { return nil }
        }
        self.init(parts.first ?? "")
    }
}

extension ValueEncodable where Self: FixedWidthInteger & SignedInteger {
    /// The number.
    public var value: Value { .integer(Int64(self)) }
}

extension ValueEncodable where Self: FixedWidthInteger & UnsignedInteger {
    /// The number.
    public var value: Value { .unsigned(UInt64(self)) }
}

extension Int: ValueConvertible {}
extension Int32: ValueConvertible {}
extension Int64: ValueConvertible {}
extension UInt: ValueConvertible {}
extension UInt32: ValueConvertible {}
extension UInt64: ValueConvertible {}
