import MySQLClient

/// The sequences of a schema of MariaDB, and the values that they will give next.
///
/// They stand outside of transactions, so a value that was taken during a dump belongs to no snapshot.
enum BackupSequences {
    /// Reads the next value of each sequence that the server has not cached yet, which is what a dump holds.
    static func read(_ names: [String], of database: String, in session: Session) throws -> [String: Int64] {
        try names.reduce(into: [:]) { values, name in
            values[name] = try session.value(
                "SELECT next_not_cached_value FROM \(identifier: database).\(identifier: name)"
            )
        }
    }

    /// The sequences for a manifest; the value of one that was used during the dump is not known.
    static func compare(_ before: [String: Int64], _ after: [String: Int64]) -> [BackupManifest.Sequence] {
        before.keys.sorted()
            .map { name in
                BackupManifest.Sequence(name: name, next: before[name] == after[name] ? before[name] : nil)
            }
    }
}
