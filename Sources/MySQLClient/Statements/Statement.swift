/// The text of one SQL statement, and the values that are bound to its question marks.
///
/// A literal binds its interpolations; nothing reaches the text except through quoting, another statement, or an
/// explicit `raw`:
///
///     let name = "O'Hara"
///     let statement: Statement = "SELECT * FROM \(identifier: "users") WHERE name = \(name)"
///     // SELECT * FROM `users` WHERE name = ?
///
/// Text is sent unchanged: `Statement(sql)` with a `String` variable trusts that variable.
public struct Statement: Sendable, Hashable {
    /// The SQL, with a question mark for each bind.
    public var text: String
    /// The values, in the order of the question marks.
    public var binds: [Value]

    /// Creates a statement from trusted SQL and its binds.
    public init(_ text: String, _ binds: [Value] = []) {
        self.text = text
        self.binds = binds
    }

    /// Returns `name` as an identifier, in backquotes that are doubled inside.
    public static func quote(_ name: String) -> String { quoteIdentifier(name) }

    /// Concatenates two statements.
    public static func + (left: Statement, right: Statement) -> Statement {
        Statement(left.text + right.text, left.binds + right.binds)
    }

    /// Appends `right`.
    public static func += (left: inout Statement, right: Statement) {
        left.text += right.text
        left.binds += right.binds
    }
}

extension Statement: CustomStringConvertible {
    /// The text; the binds are not shown.
    public var description: String { text }
}

extension Sequence where Element == Statement {
    /// Returns the statements as one, with `separator` between them.
    public func joined(separator: String) -> Statement {
        var result = Statement("")
        for (position, statement) in enumerated() {
            if position > 0 { result.text += separator }
            result += statement
        }
        return result
    }
}

/// Returns `name` as an identifier, in backquotes that are doubled inside.
///
/// This is the one quoting function: every name that goes into SQL passes through it.
public func quoteIdentifier(_ name: String) -> String {
    var result = "`"
    for scalar in name.unicodeScalars {
        if scalar == "`" { result.unicodeScalars.append("`") }
        result.unicodeScalars.append(scalar)
    }
    return result + "`"
}
