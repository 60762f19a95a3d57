extension Statement: ExpressibleByStringInterpolation {
    /// Creates a statement from a literal.
    public init(stringLiteral value: String) { self.init(value) }

    /// Creates a statement from a literal with its interpolations.
    public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.statement }

    /// Collects the pieces of an interpolated statement.
    public struct StringInterpolation: StringInterpolationProtocol {
        var statement = Statement("")

        /// Prepares for a literal of the given size.
        public init(literalCapacity: Int, interpolationCount: Int) {
            statement.text.reserveCapacity(literalCapacity + interpolationCount)
            statement.binds.reserveCapacity(interpolationCount)
        }

        /// Appends SQL from the source.
        public mutating func appendLiteral(_ literal: String) { statement.text += literal }

        /// Binds a value with a question mark.
        public mutating func appendInterpolation(_ value: some ValueEncodable) {
            statement.text += "?"
            statement.binds.append(value.value)
        }

        /// Binds a value, or `NULL` for nil.
        public mutating func appendInterpolation<T: ValueEncodable>(_ value: T?) {
            statement.text += "?"
            statement.binds.append(value.value)
        }

        /// Inserts another statement, text and binds.
        public mutating func appendInterpolation(_ other: Statement) { statement += other }

        /// Appends a quoted name.
        public mutating func appendInterpolation(identifier name: String) { statement.text += quoteIdentifier(name) }

        /// Appends quoted names with commas between them.
        public mutating func appendInterpolation(identifiers names: [String]) {
            statement.text += names.map(quoteIdentifier).joined(separator: ", ")
        }

        /// Appends SQL unchanged; the caller is responsible for it.
        public mutating func appendInterpolation(raw sql: String) { statement.text += sql }
    }
}
