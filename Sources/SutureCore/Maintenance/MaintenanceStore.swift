import Foundation
import MySQLClient

/// Reads and begins the maintenances of a database.
///
/// All steps are recorded together with the version, each with the place of the repair that it repeats; so the list is
/// the same for whoever resumes or reverts it.
struct MaintenanceStore {
    let session: Session
    let names: StateNames
    let catalog: MigrationCatalog

    /// Returns the maintenances that are applied, wholly or in part.
    func all() throws -> [RegisteredMigration] {
        guard try StateTables(session: session, names: names).exist() else { return [] }
        // A maintenance whose steps were all reverted has none.
        let rows = try session.rows(
            """
            SELECT h.version AS maintenance, s.version, s.ordinal, s.kind, s.summary, s.state, s.round, s.prepared, s.payload
            FROM (SELECT DISTINCT version FROM \(names.history)
              WHERE checksum = \(MaintenanceMigration.checksum) AND state <> 'reverted') AS h
            LEFT JOIN \(names.steps) AS s ON s.version = h.version ORDER BY h.version, s.ordinal
            """
        )
        var steps: [(version: MigrationVersion, steps: [MaintenanceStep])] = []
        for row in rows {
            let version = MigrationVersion(try row.get("maintenance", as: Int64.self))
            if steps.last?.version != version { steps.append((version, [])) }
            guard try row.get("ordinal", as: Int?.self) != nil else { continue }
            steps[steps.count - 1].steps.append(try step(StepRecord(row: row), of: version))
        }
        return steps.map { .maintenance($0.version, $0.steps) }
    }

    private func step(_ record: StepRecord, of version: MigrationVersion) throws -> MaintenanceStep {
        guard let payload = record.payload,
            let place = try? JSONDecoder().decode(StepPlace.self, from: Data(payload.utf8))
        else {
            throw SutureError(
                .stateInvalid,
                "suture_steps does not tell what step \(record.ordinal) of the maintenance \(version) repeats.",
                remedy: "The table was edited by hand; restore it from a backup."
            )
        }
        return MaintenanceStep(record, at: place, in: catalog)
    }

    /// Returns a version for a maintenance that begins now: the time of the server, or the first free one after it.
    func nextVersion() throws -> MigrationVersion {
        let history = try HistoryStore(session: session, names: names).all()
        let used = Set(history.map(\.version)).union(catalog.all.map(\.version))
        var later = 0
        while true {
            let digits: String? = try session.value(
                "SELECT DATE_FORMAT(UTC_TIMESTAMP() + INTERVAL \(later) SECOND, '%Y%m%d%H%i%S')"
            )
            if let version = MigrationVersion(digits ?? ""), !used.contains(version) { return version }
            later += 1
        }
    }

    /// Records the beginning of a maintenance, with all of its steps, unless an earlier attempt has done so.
    func begin(_ maintenance: RegisteredMigration, run: Int64, backup: String?, _ scope: RunScope) throws {
        guard try scope.history.present()[maintenance.version] == nil else { return }
        let steps = StepStore(session: session, names: names, version: maintenance.version)
        try scope.guardian.chunk(session, retries: scope.settings.retries) {
            try scope.history.begin(maintenance, state: .applying, run: run, settings: scope.settings, backup: backup)
            for case let (position, step as MaintenanceStep) in maintenance.steps.enumerated() {
                let payload = String(decoding: try JSONEncoder().encode(step.place), as: UTF8.self)
                try steps.begin(position + 1, step: step, payload: payload)
            }
        }
    }
}
