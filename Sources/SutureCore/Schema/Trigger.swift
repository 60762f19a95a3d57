/// A trigger on a table of the schema.
///
/// The server lists triggers only for accounts with the TRIGGER privilege on the table.
public struct Trigger: Sendable, Hashable {
    /// The trigger's name.
    public let name: String
    /// What fires it.
    public let event: ChangeKind
    /// Its body.
    public let body: String

    /// Describes a trigger.
    public init(name: String, event: ChangeKind, body: String) {
        self.name = name
        self.event = event
        self.body = body
    }

    /// Whether the body has a statement that changes rows or may do so: INSERT, REPLACE, UPDATE, DELETE, CALL or LOAD.
    ///
    /// What stored functions do that the body calls is not seen.
    public var writesRows: Bool {
        // What stands in quotes or in a comment is no statement; REPLACE( and INSERT( are functions of text.
        let code = body.replacing(
            /\/\*(?s:.)*?\*\/|--[^\n]*|#[^\n]*|'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`/,
            with: " x "
        )
        return code.contains(/(?i)\b(?:(?:INSERT|REPLACE)\b(?!\s*\()|(?:UPDATE|DELETE|CALL|LOAD)\b)/)
    }
}
