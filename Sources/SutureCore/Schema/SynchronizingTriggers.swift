import MySQLClient

/// The triggers by which Suture keeps the two tables of a pair in step, and the way to switch them off in a session.
///
/// They are switched off in the sessions of Suture's runs, which journal their writes: the writes of a trigger are in
/// no journal.
package enum SynchronizingTriggers {
    /// The prefix of their names.
    package static let prefix = "suture_sync_"
    /// The session variable that controls them: NULL when they work, 0 when they are switched off, otherwise the time
    /// of the statement whose writes they are making now.
    package static let guardVariable: Statement = "@suture_sync"

    /// Switches them off for the session.
    package static func switchOff(in session: Session) throws {
        try session.execute("SET \(guardVariable) = 0")
    }
}

extension Trigger {
    /// True if it is one of Suture's own, which sessions can switch off; determined by its name if its body is hidden.
    var isSynchronizing: Bool {
        name.hasPrefix(SynchronizingTriggers.prefix)
            && body?.contains(SynchronizingTriggers.guardVariable.text) ?? true
    }
}
