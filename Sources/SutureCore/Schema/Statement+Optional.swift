import MySQLClient

extension Statement.StringInterpolation {
    /// Binds a value or NULL; labelled, since the compiler warns of an optional without a label.
    mutating func appendInterpolation(bind value: (some ValueEncodable)?) {
        appendInterpolation(value?.value ?? .null)
    }
}
