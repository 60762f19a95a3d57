/// What ``UserStudentSync/validateIntegrity(autofix:)`` has found and repaired.
public struct IntegrityReport: Sendable {
    /// What the schema lacks to keep the pairs in step, such as a foreign key; a line each.
    public var missingConstraints: [String]
    /// How the pairs stood before.
    public var before: ConsistencyReport
    /// What was repaired; nil when nothing was to be.
    public var repairs: SynchronizationReport?
    /// How the pairs stand now.
    public var after: ConsistencyReport
}
