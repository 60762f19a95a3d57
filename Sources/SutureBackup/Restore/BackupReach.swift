/// Where a backup can be restored, by what its views, routines, triggers and events name.
public struct BackupReach: Sendable, Hashable {
    /// What keeps it from a schema of another name, a line each, such as `procedure p names school.students`.
    public var namesItself: [String]
    /// Whether views name the dumped schema; in a schema of another name they get that one's name.
    public var renamesViews: Bool
    /// Whether views read tables of other schemas, which have to be on the server.
    public var needsOtherSchemas: Bool
}
