import MySQLClient

extension Column {
    /// Tests whether two values of the column's type are the same byte for byte; NULL equals NULL.
    public func isSame(_ left: Statement, _ right: Statement) -> Statement {
        switch dataType {
        case "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set", "binary", "varbinary",
            "tinyblob", "blob", "mediumblob", "longblob":
            "(CAST(\(left) AS BINARY) <=> CAST(\(right) AS BINARY))"
        default:
            "(\(comparable(left)) <=> \(comparable(right)))"
        }
    }

    /// True if the server has a meaningful order for values of the column's type.
    public var hasOrder: Bool { dataType != "json" && dataType != "vector" && !isSpatial }

    /// Returns a value of the column's type in a form that can be compared and grouped: its bytes, if the type itself
    /// cannot.
    public func comparable(_ value: Statement) -> Statement {
        if dataType == "json" { return "CAST(CAST(\(value) AS CHAR) AS BINARY)" }
        return hasOrder ? value : "CAST(\(value) AS BINARY)"
    }

    /// True if the column holds numbers, which the server can sum.
    public var isNumeric: Bool {
        ["tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double"].contains(dataType)
    }

    private var isSpatial: Bool {
        ["geom", "point", "linestring", "polygon", "multi"].contains(where: dataType.hasPrefix)
    }
}
