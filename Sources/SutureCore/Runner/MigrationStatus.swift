/// The state of one version: between the files of this build and the history of the database.
public struct MigrationStatus: Sendable, Encodable {
    /// The states of a version.
    public enum State: String, Sendable, Encodable {
        /// Applied, with an unchanged file.
        case applied
        /// Marked as applied without running it.
        case baseline
        /// Not applied yet.
        case pending
        /// Not applied, and older than the newest applied version.
        case outOfOrder = "out-of-order"
        /// Begun and interrupted; `up` resumes it.
        case applying
        /// A rollback was interrupted; `down` resumes it.
        case reverting
        /// Applied, and its file has changed since.
        case drifted
        /// Applied, and its file is missing from this build.
        case missing
    }

    /// The version.
    public let version: MigrationVersion
    /// The name.
    public let name: String
    /// The state.
    public let state: State
    /// The time of its application, UTC, or nil.
    public let appliedAt: String?
    /// True if all of its steps can be reverted and its journal was not pruned; nil if its file is missing.
    public let isReversible: Bool?
    /// True if its journal was dropped, so that it cannot be reverted any more.
    public let isPruned: Bool

    /// True if `up` has something to do for it.
    public var isPending: Bool {
        [.pending, .outOfOrder, .applying, .reverting].contains(state)
    }
}

extension MigrationVersion: Encodable {
    /// Encodes the digits as text, since numbers of this size are not safe in every JSON reader.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Compares the migrations of the build with the history of the database.
struct Assessment {
    let catalog: MigrationCatalog
    let present: [MigrationVersion: HistoryEntry]

    init(_ scope: RunScope) throws {
        catalog = scope.catalog
        present = try scope.history.present()
    }

    /// The newest applied file; a maintenance has no order relative to files.
    var newestApplied: MigrationVersion? {
        present.values.filter(\.state.isExpected).map(\.version)
            .filter { catalog.migration($0)?.isMaintenance != true }
            .max()
    }

    func state(of migration: RegisteredMigration) -> MigrationStatus.State {
        guard let entry = present[migration.version] else {
            return newestApplied.map { migration.version < $0 } == true ? .outOfOrder : .pending
        }
        if entry.checksum != migration.checksum { return .drifted }
        switch entry.state {
        case .applying: return .applying
        case .reverting: return .reverting
        case .baseline: return .baseline
        default: return .applied
        }
    }

    /// Returns every version of the build and of the history, oldest first; the pruned ones cannot be reverted.
    func statuses(pruned: Set<MigrationVersion> = []) -> [MigrationStatus] {
        let known = (catalog.all + catalog.maintenances)
            .map { migration in
                MigrationStatus(
                    version: migration.version,
                    name: migration.name,
                    state: state(of: migration),
                    appliedAt: present[migration.version]?.finishedAt,
                    isReversible: migration.steps.allSatisfy(\.isReversible) && !pruned.contains(migration.version),
                    isPruned: pruned.contains(migration.version)
                )
            }
        let missing = present.values.filter { catalog.migration($0.version) == nil }
            .map { entry in
                MigrationStatus(
                    version: entry.version,
                    name: entry.name,
                    state: .missing,
                    appliedAt: entry.finishedAt,
                    isReversible: nil,
                    isPruned: pruned.contains(entry.version)
                )
            }
        return (known + missing).sorted { $0.version < $1.version }
    }

    /// Throws if the file of an applied version has changed.
    func requireNoDrift() throws {
        let drifted = catalog.all.filter { state(of: $0) == .drifted }
        guard let first = drifted.first else { return }
        throw SutureError(
            .drift,
            "\(drifted.count.of("applied migration")) \(drifted.count.verb("has", "have")) changed since: "
                + "\(drifted.map(\.title).joined(separator: ", ")).",
            remedy: "Put the file back as it was, or accept the change: suture repair --accept-drift \(first.version)."
        )
    }

    /// Returns the migrations that `up` would apply, up to a version: first the interrupted ones, then the oldest.
    func pending(to target: MigrationVersion?) throws -> [RegisteredMigration] {
        if let target, catalog.migration(target) == nil {
            throw SutureError.unknown(target, catalog)
        }
        let wanted = catalog.all.filter { migration in target.map { migration.version <= $0 } ?? true }
        let (begun, new) = (wanted.filter(isInterrupted), wanted.filter { present[$0.version] == nil })
        return catalog.maintenances.filter(isInterrupted) + begun + new
    }

    /// Returns whether a run has begun to apply or revert a migration, and has not finished.
    func isInterrupted(_ migration: RegisteredMigration) -> Bool {
        present[migration.version]?.isInterrupted == true
    }

    /// Throws if a pending version is older than the newest applied one.
    func requireOrder(of pending: [RegisteredMigration]) throws {
        let late = pending.filter { state(of: $0) == .outOfOrder }
        guard !late.isEmpty, let newest = newestApplied else { return }
        throw SutureError(
            .outOfOrder,
            "\(late.map(\.title).joined(separator: ", ")) would be applied after \(newest), which is newer.",
            remedy: "Give the file a newer version, or allow it: --allow-out-of-order."
        )
    }
}

extension SutureError {
    static func unknown(_ version: MigrationVersion, _ catalog: MigrationCatalog) -> SutureError {
        let known = catalog.all.map(\.version.description).joined(separator: ", ")
        return SutureError(
            .unknownVersion,
            "There is no migration \(version).",
            remedy: known.isEmpty ? "This build has no migrations." : "The versions of this build are \(known)."
        )
    }
}
