/// A type that can be bound to a statement.
public protocol ValueEncodable {
    /// The value that is sent to the server.
    var value: Value { get }
}

/// A type that can be read from a row.
public protocol ValueDecodable {
    /// Reads the value without loss.
    ///
    /// - Throws: ``MySQLError`` with ``MySQLError/Code/valueNotConvertible`` when the value is of another kind or does
    ///   not fit. The error names the kinds, never the content.
    init(value: Value) throws
}

/// A type that can be both bound and read.
public typealias ValueConvertible = ValueEncodable & ValueDecodable

extension Value: ValueConvertible {
    /// The value itself.
    public var value: Value { self }

    /// Uses the value unchanged.
    public init(value: Value) { self = value }
}

extension Optional: ValueEncodable where Wrapped: ValueEncodable {
    /// The wrapped value, or `NULL`.
    public var value: Value { self?.value ?? .null }
}

extension Optional: ValueDecodable where Wrapped: ValueDecodable {
    /// Reads the wrapped type, or `nil` for `NULL`.
    public init(value: Value) throws {
        self = value.isNull ? nil : try Wrapped(value: value)
    }
}

extension ValueDecodable {
    /// Returns the error for a value of another kind.
    static func mismatch(_ value: Value) -> MySQLError {
        MySQLError(code: .valueNotConvertible, message: "A value of kind \(value) cannot be read as \(Self.self).")
    }
}
