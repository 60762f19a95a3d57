import Synchronization

/// The changes of reverting each version, over all attempts of a rollback that leaves rows unchanged.
final class TakenBack: Sendable {
    private let noted = Mutex<(changes: [MigrationVersion: [PlannedChange]], keptRows: Int)>(([:], 0))

    /// Notes the changes of a version, unless an earlier attempt has: its reverted changes are no longer in the
    /// journal.
    func note(_ version: MigrationVersion, _ changes: () throws -> [PlannedChange]) throws {
        guard self.changes(of: version) == nil else { return }
        let changes = try changes()
        noted.withLock { $0.changes[version] = changes }
    }

    /// Notes the number of unchanged rows; a later attempt sees only those that are still in the journal.
    func note(keptRows: Int) {
        noted.withLock { $0.keptRows = max($0.keptRows, keptRows) }
    }

    /// Returns the noted changes of a version.
    func changes(of version: MigrationVersion) -> [PlannedChange]? {
        noted.withLock { $0.changes[version] }
    }

    /// The number of rows that remain unchanged.
    var keptRows: Int { noted.withLock { $0.keptRows } }
}
