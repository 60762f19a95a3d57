/// The treatment by `down` of rows that were edited since the migration changed them.
public enum ConflictPolicy: String, Sendable, CaseIterable {
    /// Throws before anything is reverted, and lists them.
    case stop
    /// Leaves those rows unchanged, and reverts all others.
    case keep
    /// Reverts them too; the current rows are first copied to a table.
    case restore
}
