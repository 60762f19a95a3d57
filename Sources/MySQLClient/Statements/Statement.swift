/// The text of one SQL statement, and the values that are bound to its question marks.
///
/// A literal with interpolations binds what is interpolated; nothing reaches the text but through quoting, another
/// statement, or an explicit `raw`:
///
///     let name = "O'Hara"
///     let statement: Statement = "SELECT * FROM \(identifier: "users") WHERE name = \(name)"
///     // SELECT * FROM `users` WHERE name = ?
///
/// Text is sent as it is: `Statement(sql)` with a `String` variable trusts that variable.
public struct Statement: Sendable, Hashable {
    /// The SQL, with a question mark for each bind.
    public var text: String
    /// The values, in the order of the question marks.
    public var binds: [Value]

    /// Makes a statement from SQL that is trusted, and its binds.
    public init(_ text: String, _ binds: [Value] = []) {
        self.text = text
        self.binds = binds
    }

    /// `name` as an identifier, in backquotes that are doubled inside.
    public static func quote(_ name: String) -> String { quoteIdentifier(name) }

    /// One statement after the other, with nothing between them.
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
    /// The statements as one, with `separator` between them.
    public func joined(separator: String) -> Statement {
        var result = Statement("")
        for (position, statement) in enumerated() {
            if position > 0 { result.text += separator }
            result += statement
        }
        return result
    }
}

/// `name` as an identifier, in backquotes that are doubled inside.
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
