/// A trigger on a table of the schema.
///
/// MySQL lists triggers only for accounts with the TRIGGER privilege on the table; MariaDB lists them for accounts that may
/// write too, without their bodies.
public struct Trigger: Sendable, Hashable {
    /// The trigger's name.
    public let name: String
    /// What fires it.
    public let event: ChangeKind
    /// Its body; nil when the server hides it from the account.
    public let body: String?

    /// Describes a trigger.
    public init(name: String, event: ChangeKind, body: String?) {
        self.name = name
        self.event = event
        self.body = body
    }

    /// Whether the body has a statement that changes rows or may do so: INSERT, REPLACE, UPDATE, DELETE, CALL or LOAD.
    ///
    /// What stored functions do that the body calls is not seen. A body that is hidden may do anything.
    public var writesRows: Bool {
        guard let body else { return true }
        // What stands in quotes or in a comment is no statement; REPLACE( and INSERT( are functions of text.
        let code = body.replacing(
            /\/\*(?s:.)*?\*\/|--[^\n]*|#[^\n]*|'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`/,
            with: " x "
        )
        return code.contains(/(?i)\b(?:(?:INSERT|REPLACE)\b(?!\s*\()|(?:UPDATE|DELETE|CALL|LOAD)\b)/)
    }
}
