extension MySQLError {
    /// Whether the server had no room on its disk: for the tables, or for the files of a sort or a temporary table.
    ///
    /// A server tells of it by some codes of its own, and by codes for any failure of a file, whose messages carry the
    /// number of the operating system (28) or of the storage engine.
    public var isDiskFull: Bool {
        switch code.rawValue {
        case 20, 1021, 1114, 3675: true
        case ..<1000, 1004, 1005, 1006, 1025, 1026, 1030: numberOfFile.map(Self.numbersOfFullDisks.contains) ?? false
        default: false
        }
    }

    /// ENOSPC, HA_ERR_RECORD_FILE_FULL, HA_ERR_INDEX_FILE_FULL, MariaDB's HA_ERR_DISK_FULL, and MySQL's
    /// HA_ERR_DISK_FULL_NOWAIT, as `my_base.h` of both has them.
    ///
    /// 189 is a temporary file that could not be written to MySQL.
    private static let numbersOfFullDisks: Set<Int> = [28, 135, 136, 189, 204]

    /// The 28 of `(Errcode: 28 "…")`, `(errno: 28 - …)`, `(OS errno 28 - …)` and `Got error 28 …`.
    private var numberOfFile: Int? {
        message.matches(of: /(?:errno:?|Errcode:|error) (\d+)/).last.flatMap { Int($0.1) }
    }
}
