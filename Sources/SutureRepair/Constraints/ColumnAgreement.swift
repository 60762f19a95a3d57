import SutureCore

/// Determines whether a foreign key can connect two columns.
///
/// Integers must agree in size and sign, other numbers and times in their whole type, text in character set and
/// collation; the length of text may differ.
enum ColumnAgreement {
    /// Returns the difference of the columns, with both sides, or nil if they agree.
    static func difference(_ left: Column, _ right: Column) -> String? {
        if left.isText && right.isText {
            if left.characterSet != right.characterSet {
                return "character set: \(left.characterSet ?? "") and \(right.characterSet ?? "")"
            }
            if left.collation != right.collation {
                return "collation: \(left.collation ?? "") and \(right.collation ?? "")"
            }
            return nil
        }
        let types = (bareType(left), bareType(right))
        return types.0 == types.1 ? nil : "type: \(left.type) and \(right.type)"
    }

    /// Returns the type without the display width of integers, which some servers still print.
    private static func bareType(_ column: Column) -> String {
        let integers = ["tinyint", "smallint", "mediumint", "int", "bigint"]
        guard integers.contains(column.dataType) else { return column.type.lowercased() }
        return column.dataType + (column.type.lowercased().contains("unsigned") ? " unsigned" : "")
    }
}
