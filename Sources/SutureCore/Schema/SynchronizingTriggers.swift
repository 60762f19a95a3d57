import MySQLClient

/// The triggers by which Suture keeps the two tables of a pair in step, and how a session passes them over.
///
/// They are switched off in the sessions of Suture's runs, which journal what they write: what a trigger writes is in no
/// journal.
package enum SynchronizingTriggers {
    /// The beginning of their names.
    package static let prefix = "suture_sync_"
    /// The session variable that says whether they work: NULL when they do, 0 when they are switched off, or else the
    /// moment of the statement whose writes they are making now.
    package static let guardVariable: Statement = "@suture_sync"

    /// Switches them off for the session.
    package static func switchOff(in session: Session) throws {
        try session.execute("SET \(guardVariable) = 0")
    }
}

extension Trigger {
    /// Whether it is one of Suture's own, which sessions can switch off; by its name when its body is hidden.
    var isSynchronizing: Bool {
        name.hasPrefix(SynchronizingTriggers.prefix)
            && body?.contains(SynchronizingTriggers.guardVariable.text) ?? true
    }
}
