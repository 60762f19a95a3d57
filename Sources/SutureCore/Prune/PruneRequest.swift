/// Which journals are dropped.
public struct PruneRequest: Sendable {
    /// What a journal must be to be dropped.
    public enum Extent: Sendable {
        /// That of a version which was applied, or taken back, so many days ago or more.
        case olderThan(days: Int)
        /// That of one of the versions.
        case versions(Set<MigrationVersion>)
    }

    /// Which they are.
    public var extent: Extent

    /// Asks for the journals of an extent.
    public init(_ extent: Extent) {
        self.extent = extent
    }
}
