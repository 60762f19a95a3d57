/// The scope of a `down`.
public struct DownRequest: Sendable {
    /// The versions to revert.
    public enum Extent: Sendable {
        /// This number of the last applied versions.
        case steps(Int)
        /// All versions newer than this one; 0 for all.
        case to(MigrationVersion)
        /// The versions of the last `up`.
        case lastRun
    }

    /// The versions to revert.
    public var extent: Extent = .steps(1)
    /// The treatment of rows that were edited since.
    public var conflictPolicy: ConflictPolicy = .stop

    /// Requests the last applied version.
    public init() {}
}
