import MySQLClient

/// The sequences of a schema of MariaDB, and their next values.
///
/// They are outside of transactions, so a value that was taken during a dump belongs to no snapshot.
enum BackupSequences {
    /// Reads the next value of each sequence that the server has not cached yet, which is the value in a dump.
    static func read(_ names: [String], of database: String, in session: Session) throws -> [String: Int64] {
        try names.reduce(into: [:]) { values, name in
            values[name] = try session.value(
                "SELECT next_not_cached_value FROM \(identifier: database).\(identifier: name)"
            )
        }
    }

    /// Returns the sequences for a manifest; the value of one that was used during the dump is unknown.
    static func compare(_ before: [String: Int64], _ after: [String: Int64]) -> [BackupManifest.Sequence] {
        before.keys.sorted()
            .map { name in
                BackupManifest.Sequence(name: name, next: before[name] == after[name] ? before[name] : nil)
            }
    }
}
