/// The schemas and servers to which a backup can be restored, according to the names in its objects.
public struct BackupReach: Sendable, Hashable {
    /// The obstacles to a schema of another name, one per line, such as `procedure p names school.students`.
    public var namesItself: [String]
    /// True if views name the dumped schema; in a schema of another name they get that name.
    public var renamesViews: Bool
    /// True if views read tables of other schemas, which have to be on the server.
    public var needsOtherSchemas: Bool
}
