import MySQLClient

extension Column {
    /// Whether two values of the column's type are the same byte for byte, NULL the same as NULL.
    public func isSame(_ left: Statement, _ right: Statement) -> Statement {
        switch dataType {
        case "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set", "binary", "varbinary",
            "tinyblob", "blob", "mediumblob", "longblob":
            "(CAST(\(left) AS BINARY) <=> CAST(\(right) AS BINARY))"
        default:
            "(\(comparable(left)) <=> \(comparable(right)))"
        }
    }

    /// Whether the server puts values of the column's type in an order that has a meaning.
    public var hasOrder: Bool { dataType != "json" && dataType != "vector" && !isSpatial }

    /// A value of the column's type in a form in which it can be compared and grouped: its bytes, where the type itself
    /// cannot.
    public func comparable(_ value: Statement) -> Statement {
        if dataType == "json" { return "CAST(CAST(\(value) AS CHAR) AS BINARY)" }
        return hasOrder ? value : "CAST(\(value) AS BINARY)"
    }

    /// Whether the column holds numbers, of which the server can make a sum.
    public var isNumeric: Bool {
        ["tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double"].contains(dataType)
    }

    private var isSpatial: Bool {
        ["geom", "point", "linestring", "polygon", "multi"].contains(where: dataType.hasPrefix)
    }
}
