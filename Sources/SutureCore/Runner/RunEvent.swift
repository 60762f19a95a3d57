/// Something that happened in a run, for whoever shows its progress.
public enum RunEvent: Sendable {
    /// Another runner holds the lock; who, and since when.
    case waitingForLock(owner: String, since: String)
    /// A statement of an earlier run, of which the first word is told, still goes on in the server.
    case waitingForStatement(verb: String, connectionID: UInt64, seconds: Int)
    /// The connection was lost; another one is tried.
    case reconnecting(reason: String, attempt: Int)
    /// The run goes on, on another connection.
    case reconnected
    /// A replica holds the run back: how far it is behind, or nil when it cannot be read.
    case waitingForReplica(place: String, lag: Duration?)
    /// A migration begins, or goes on where an interrupted run left it.
    case migrationStarted(version: MigrationVersion, name: String, isResumed: Bool)
    /// A step begins.
    case stepStarted(summary: String)
    /// Rows of one change are done, out of those that were found.
    case changed(name: String, rows: Int, of: Int)
    /// A step has ended.
    case stepFinished(summary: String, changes: [PlannedChange], duration: Duration)
    /// A migration has ended.
    case migrationFinished(version: MigrationVersion, name: String, duration: Duration)
    /// A definition was changed, by which method where that was to be found; only then is it told.
    case defined(statement: String, method: DefinitionMethod?, duration: Duration)
    /// A hook begins.
    case hookStarted(name: String, event: String)
    /// A transient failure is being tried again.
    case retrying(reason: String, attempt: Int)
    /// Something that a person should know.
    case note(Note)
}
