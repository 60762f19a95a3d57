extension MySQLError {
    /// True if the server's disk was full: for the tables, or for the files of a sort or a temporary table.
    ///
    /// A server reports it by some specific codes, and by codes for any failure of a file, whose messages carry the
    /// number of the operating system (28) or of the storage engine.
    public var isDiskFull: Bool {
        switch code.rawValue {
        case 20, 1021, 1114, 3675: true
        case ..<1000, 1004, 1005, 1006, 1025, 1026, 1030: numberOfFile.map(Self.numbersOfFullDisks.contains) ?? false
        default: false
        }
    }

    /// ENOSPC, HA_ERR_RECORD_FILE_FULL, HA_ERR_INDEX_FILE_FULL, MariaDB's HA_ERR_DISK_FULL, and MySQL's
    /// HA_ERR_DISK_FULL_NOWAIT, from `my_base.h` of both.
    ///
    /// 189 is a temporary file that could not be written to MySQL.
    private static let numbersOfFullDisks: Set<Int> = [28, 135, 136, 189, 204]

    /// The 28 of `(Errcode: 28 "…")`, `(errno: 28 - …)`, `(OS errno 28 - …)` and `Got error 28 …`.
    private var numberOfFile: Int? {
        message.matches(of: /(?:errno:?|Errcode:|error) (\d+)/).last.flatMap { Int($0.1) }
    }
}
