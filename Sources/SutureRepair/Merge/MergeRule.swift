/// What keeps equal rows from being merged: equal names are not always equal things.
public struct MergeRule: Sendable {
    enum Kind: Sendable {
        case separate(column: String)
        case stop(columns: [String])
    }

    let kind: Kind

    /// Rows with two different values in a column are never merged, however equal they are else.
    ///
    /// A class of equal rows in which the column has two or more values is split by them. A row of such a class that has
    /// NULL in the column might belong to any part, so it is left alone. Both are told in the plan. Values are compared by
    /// the column's own collation.
    public static func separate(whenDiffers column: String) -> MergeRule {
        MergeRule(kind: .separate(column: column))
    }

    /// Nothing is merged while the members of a class have two different values in one of these columns.
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

    var stopping: [String] {
        flatMap { rule -> [String] in
            if case .stop(let columns) = rule.kind { columns } else { [] }
        }
    }
}
