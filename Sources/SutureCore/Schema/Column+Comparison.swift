import MySQLClient

extension Column {
    /// Whether two values of the column's type are the same byte for byte, NULL the same as NULL.
    public func isSame(_ left: Statement, _ right: Statement) -> Statement {
        switch dataType {
        case "json":
            return "(CAST(CAST(\(left) AS CHAR) AS BINARY) <=> CAST(CAST(\(right) AS CHAR) AS BINARY))"
        case "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set", "binary", "varbinary",
            "tinyblob", "blob", "mediumblob", "longblob", "geometry", "point", "linestring", "polygon", "multipoint",
            "multilinestring", "multipolygon", "geometrycollection":
            return "(CAST(\(left) AS BINARY) <=> CAST(\(right) AS BINARY))"
        default:
            return "(\(left) <=> \(right))"
        }
    }
}
