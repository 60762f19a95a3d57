/// What `down` does with rows that were edited since the migration changed them.
public enum ConflictPolicy: String, Sendable, CaseIterable {
    /// Refuses before anything is taken back, and lists them.
    case stop
    /// Leaves those rows as they are, and takes everything else back.
    case keep
    /// Takes them back too; the rows as they stood are kept in a table first.
    case restore
}
