/// The journals to drop.
public struct PruneRequest: Sendable {
    /// The criterion for dropping a journal.
    public enum Extent: Sendable {
        /// The version was applied or reverted at least this many days ago.
        case olderThan(days: Int)
        /// The version is one of these.
        case versions(Set<MigrationVersion>)
    }

    /// The criterion.
    public var extent: Extent

    /// Requests the journals of an extent.
    public init(_ extent: Extent) {
        self.extent = extent
    }
}
