/// The findings and repairs of ``UserStudentSync/validateIntegrity(autofix:)``.
public struct IntegrityReport: Sendable {
    /// The constraints that the schema lacks to keep the pairs in step, such as a foreign key; one per line.
    public var missingConstraints: [String]
    /// The state of the pairs before.
    public var before: ConsistencyReport
    /// The repairs; nil if nothing was to be repaired.
    public var repairs: SynchronizationReport?
    /// The state of the pairs now.
    public var after: ConsistencyReport
}
