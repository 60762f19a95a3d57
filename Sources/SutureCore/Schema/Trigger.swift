/// A trigger on a table of the schema.
///
/// MySQL lists triggers only for accounts with the TRIGGER privilege on the table; MariaDB also lists them, without
/// their bodies, for accounts that may write.
public struct Trigger: Sendable, Hashable {
    /// The trigger's name.
    public let name: String
    /// The event that fires it.
    public let event: ChangeKind
    /// Its body; nil if the server hides it from the account.
    public let body: String?

    /// Creates the description of a trigger.
    public init(name: String, event: ChangeKind, body: String?) {
        self.name = name
        self.event = event
        self.body = body
    }

    /// True if the body has a statement that changes rows or may do so: INSERT, REPLACE, UPDATE, DELETE, CALL or LOAD.
    ///
    /// Stored functions that the body calls are not inspected. A hidden body may do anything.
    public var writesRows: Bool {
        guard let body else { return true }
        // Text in quotes or in a comment is no statement; REPLACE( and INSERT( are functions of text.
        let code = body.replacing(
            /\/\*(?s:.)*?\*\/|--[^\n]*|#[^\n]*|'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`/,
            with: " x "
        )
        return code.contains(/(?i)\b(?:(?:INSERT|REPLACE)\b(?!\s*\()|(?:UPDATE|DELETE|CALL|LOAD)\b)/)
    }
}
