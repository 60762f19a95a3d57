import SutureBackup
import SutureCore

/// The scope that `--backup` requests before the first change of a run.
enum WantedBackup: String, CaseIterable {
    /// The whole schema.
    case full
    /// The tables that the run will change, with their parents.
    case affected
    /// Nothing.
    case none
}

/// The requested content of one backup, and the run that it belongs to.
struct BackupSelection: Sendable {
    var scope = BackupScope.full
    /// The tables; nil for the whole schema.
    var tables: [String]?
    var run: BackupManifest.Run?

    /// The whole schema, for no run.
    static let full = BackupSelection()

    /// Selects tables that were named, or that a run would change.
    init(scope: BackupScope = .full, tables: [String]? = nil) {
        self.scope = scope
        self.tables = tables
    }

    /// Creates the selection for a run.
    ///
    /// - Throws: `SutureError` when the tables that the run will change are unpredictable, or none.
    init(_ wanted: WantedBackup, _ occasion: RunOccasion) throws {
        if wanted == .affected {
            scope = .affected
            tables = try Self.nonempty(occasion.affectedTables())
        }
        run = BackupManifest.Run(number: occasion.run, direction: occasion.direction.rawValue)
    }

    /// Returns the affected tables; throws if there are none.
    static func nonempty(_ tables: [String]) throws -> [String] {
        guard tables.isEmpty else { return tables }
        throw SutureError(
            .affectedUnknown,
            "No table of this schema would be changed, so there is nothing to back up.",
            remedy: "Back up the whole schema instead."
        )
    }
}
