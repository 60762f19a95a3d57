/// An event of a run, to show its progress.
public enum RunEvent: Sendable {
    /// Another runner holds the lock; its owner, and since when.
    case waitingForLock(owner: String, since: String)
    /// A statement of an earlier run, of which the first word is given, still runs in the server.
    case waitingForStatement(verb: String, connectionID: UInt64, seconds: Int)
    /// The connection was lost; another one is tried.
    case reconnecting(reason: String, attempt: Int)
    /// The run continues on another connection.
    case reconnected
    /// A replica pauses the run: its lag, or nil when it cannot be read.
    case waitingForReplica(place: String, lag: Duration?)
    /// A migration begins, or resumes after an interruption.
    case migrationStarted(version: MigrationVersion, name: String, isResumed: Bool)
    /// A step begins.
    case stepStarted(summary: String)
    /// Rows of one change are done, out of those found.
    case changed(name: String, rows: Int, of: Int)
    /// A step has ended.
    case stepFinished(summary: String, changes: [PlannedChange], duration: Duration)
    /// A migration has ended.
    case migrationFinished(version: MigrationVersion, name: String, duration: Duration)
    /// A definition was changed, and by which method; reported only if the settings request the method.
    case defined(statement: String, method: DefinitionMethod?, duration: Duration)
    /// A hook begins.
    case hookStarted(name: String, event: String)
    /// An attempt is repeated after a transient failure.
    case retrying(reason: String, attempt: Int)
    /// A note for the reader.
    case note(Note)
}
