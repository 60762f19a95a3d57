import Synchronization

/// What taking each version back changes, over all attempts of a rollback that leaves rows as they stand.
final class TakenBack: Sendable {
    private let noted = Mutex<(changes: [MigrationVersion: [PlannedChange]], keptRows: Int)>(([:], 0))

    /// Notes what a version changes, unless an attempt before has: what that one took back is in the journal no more.
    func note(_ version: MigrationVersion, _ changes: () throws -> [PlannedChange]) throws {
        guard self.changes(of: version) == nil else { return }
        let changes = try changes()
        noted.withLock { $0.changes[version] = changes }
    }

    /// Notes how many rows stay as they stand; a later attempt sees those alone that are still in the journal.
    func note(keptRows: Int) {
        noted.withLock { $0.keptRows = max($0.keptRows, keptRows) }
    }

    /// What was noted of a version.
    func changes(of version: MigrationVersion) -> [PlannedChange]? {
        noted.withLock { $0.changes[version] }
    }

    /// How many rows stay as they stand.
    var keptRows: Int { noted.withLock { $0.keptRows } }
}
