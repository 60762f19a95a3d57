import MySQLClient

/// The position of the binary log for the snapshot of a session.
///
/// It is valid for the locked tables: transactions of other schemas may have been added since the locks were taken.
enum LogPosition {
    /// Reads the position, or returns nil if the server has no binary log or hides it from this account.
    static func read(in session: Session) -> BackupManifest.Position? {
        switch session.server.vendor {
        case .mariadb: try? mariaDB(in: session)
        case .mysql: mySQL(in: session)
        }
    }

    private static func mariaDB(in session: Session) throws -> BackupManifest.Position? {
        let rows = try session.rows("SHOW STATUS LIKE 'binlog_snapshot_%'")
        let values = try rows.reduce(into: [String: String]()) { values, row in
            values[try row.get(0, as: String.self).lowercased()] = try row.get(1, as: String.self)
        }
        guard let file = values["binlog_snapshot_file"], !file.isEmpty,
            let offset = values["binlog_snapshot_position"].flatMap({ Int($0) })
        else {
            return nil
        }
        let gtid = try? session.value("SELECT BINLOG_GTID_POS(\(file), \(offset))", as: String.self)
        return BackupManifest.Position(file: file, offset: offset, gtid: gtid)
    }

    private static func mySQL(in session: Session) -> BackupManifest.Position? {
        let executed = try? session.value("SELECT @@GLOBAL.gtid_executed", as: String.self)
        let gtid = executed.flatMap { $0.isEmpty ? nil : $0.filter { !$0.isNewline } }
        for statement in ["SHOW BINARY LOG STATUS", "SHOW MASTER STATUS"] {
            guard let row = try? session.firstRow(Statement(statement)) else { continue }
            return BackupManifest.Position(file: try? row.get(0), offset: try? row.get(1), gtid: gtid)
        }
        return gtid.map { BackupManifest.Position(file: nil, offset: nil, gtid: $0) }
    }
}
