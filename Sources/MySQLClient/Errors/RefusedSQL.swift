extension MySQLError {
    /// True if the server refused the SQL itself, so that the same statement is refused again until it is rewritten.
    ///
    /// False for missing privileges, for limits of time and resources, for a server that takes no writes, and for
    /// effects of another session or a lost connection.
    public var isRefusedSQL: Bool {
        isRefusal && !isDiskFull && code.rawValue >= 1000 && !Self.otherCauses.contains(code.rawValue)
    }

    /// Accounts and privileges, connections, memory and other limits, interruptions, and servers that take no writes.
    private static let otherCauses: Set<UInt32> = [
        1037, 1038, 1040, 1041, 1044, 1045, 1104, 1129, 1130, 1135, 1142, 1143, 1203, 1206, 1226, 1227, 1290, 1370,
        1410, 1419, 1698, 1792, 1836,
    ]
}
