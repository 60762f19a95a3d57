import MySQLClient

/// A rule that keeps equal rows from being merged: equal names are not always equal things.
public struct MergeRule: Sendable {
    enum Kind: Sendable {
        case separate(column: String)
        case keepApart(keys: [String])
        case keepApartWhere(Statement)
        case stop(columns: [String])
    }

    let kind: Kind

    /// Never merges rows with two different values in a column, even if they are otherwise equal.
    ///
    /// A class of equal rows in which the column has two or more values is split by them. A row of such a class that
    /// has NULL in the column might belong to any part, so it is left unchanged. The plan reports both. Values are
    /// compared by the column's own collation.
    public static func separate(whenDiffers column: String) -> MergeRule {
        MergeRule(kind: .separate(column: column))
    }

    /// Never merges the named rows with one another; their primary keys are given as text, such as `17` or `17/de`.
    ///
    /// A class of equal rows that contains two of them is split if the division is unambiguous. If it has other rows,
    /// which could belong to either, the whole class is left unchanged. The plan reports both. A missing row stops
    /// `up`.
    public static func separate(_ keys: String...) -> MergeRule {
        MergeRule(kind: .keepApart(keys: keys))
    }

    /// Never merges two rows that meet a condition, even if they are otherwise equal.
    ///
    ///     .separate(where: "a.country <> b.country OR a.founded_on > b.closed_on")
    ///
    /// Such a condition may hold for `a` and `c`, and neither for `a` and `b` nor for `b` and `c`: then `b` could
    /// belong to either, and the whole class is left unchanged. A class is split only if the division is unambiguous.
    /// The plan reports both. All pairs of a class are compared.
    ///
    /// - Parameter condition: SQL over two rows `a` and `b` of the table. It is tested in both directions; NULL does
    ///   not separate. It is used without checks.
    /// - Returns: The rule.
    public static func separate(where condition: Statement) -> MergeRule {
        MergeRule(kind: .keepApartWhere(condition))
    }

    /// Stops the merge while the members of a class have two different values in one of these columns.
    ///
    /// NULL differs from nothing. Values are compared by the column's own collation.
    public static func stopWhenDiffers(_ columns: String...) -> MergeRule {
        MergeRule(kind: .stop(columns: columns))
    }
}

extension [MergeRule] {
    var separating: [String] {
        compactMap { if case .separate(let column) = $0.kind { column } else { nil } }
    }

    /// The lists of rows that are kept apart.
    var keptApart: [[String]] {
        compactMap { if case .keepApart(let keys) = $0.kind { keys } else { nil } }
    }

    /// The conditions over two rows.
    var conditions: [Statement] {
        compactMap { if case .keepApartWhere(let condition) = $0.kind { condition } else { nil } }
    }

    var stopping: [String] {
        flatMap { rule -> [String] in
            if case .stop(let columns) = rule.kind { columns } else { [] }
        }
    }
}
