/// What `down` is asked to do.
public struct DownRequest: Sendable {
    /// How far to go back.
    public enum Extent: Sendable {
        /// So many of the last applied versions.
        case steps(Int)
        /// All versions newer than this one; 0 for all.
        case to(MigrationVersion)
        /// The versions of the last `up`.
        case lastRun
    }

    /// How far to go back.
    public var extent: Extent = .steps(1)
    /// What to do with rows that were edited since.
    public var conflictPolicy: ConflictPolicy = .stop

    /// Asks for the last applied version.
    public init() {}
}
