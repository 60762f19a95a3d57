import MySQLClient
import SutureCore

/// The tables of other schemas that a step changes, since they refer to changed rows.
struct OutsideReferences {
    let schema: Schema
    let tables: [Table]

    /// Finds them among the tables that a step changes.
    init(_ schema: Schema, changing names: Set<String>) throws {
        self.schema = schema
        tables = try names.sorted().map(schema.table).filter { $0.schema != nil }
    }

    /// Throws if a table refers to one of the parents that is not described, or that the account may not see.
    static func requireSeen(_ schema: Schema, to parents: Set<String>, _ session: Session) throws {
        try HiddenReferences.requireNone(schema, to: parents, in: session)
        guard let key = schema.unreadReferences.first(where: { parents.contains($0.parent) }) else { return }
        guard key.tableSchema != nil else {
            throw SutureError(
                .unsupported,
                "\(key.table) refers to \(key.parent) by \(key.name), and the server keeps the past of its rows (SYSTEM VERSIONED): "
                    + "a change of them could not be taken back.",
                remedy:
                    "Stop it for this migration: ALTER TABLE \(key.table) DROP SYSTEM VERSIONING; or drop \(key.name)."
            )
        }
        throw SutureError(
            .privilegeMissing,
            "\(key.table) of another schema refers to \(key.parent) by \(key.name), and cannot be read: the account may not see "
                + "its columns, or \(schema.name) has a table of that name itself.",
            remedy: "Grant it SELECT, INSERT, UPDATE and DELETE on \(key.table), or drop \(key.name)."
        )
    }

    /// Throws if the run writes, and the account may not change one of the tables.
    func requirePrivileges(_ context: StepContext) throws {
        guard context.isWriting, let missing = try missingPrivileges(context.session).first else { return }
        throw missing.error
    }

    /// Returns the notes about them in a plan.
    func notes(_ session: Session) throws -> [Note] {
        var notes: [Note] = []
        if try !HiddenReferences.areFound(in: session) {
            let text =
                "The account has no PROCESS privilege: foreign keys of schemas on which it has no privilege are not seen."
            notes.append(Note(.info, .otherSchema, text))
        }
        guard !tables.isEmpty else { return notes }
        let names = tables.map(\.name).joined(separator: ", ")
        let told = Note(
            .warning,
            .otherSchema,
            "Rows of \(names) are changed as well, in \(tables.count == 1 ? "another schema" : "other schemas").",
            remedy:
                "They are journalled and taken back like all others; a backup of \(schema.name) alone does not hold them."
        )
        return try notes + [told] + missingPrivileges(session)
    }

    /// Returns a blocker for each table that the account may not read or change; the server is asked, and no row is
    /// read.
    private func missingPrivileges(_ session: Session) throws -> [Note] {
        try tables.compactMap { table in
            let columns: Statement = "\(identifiers: table.writableColumns.map(\.name))"
            let values = table.writableColumns.map { "\(identifier: $0.name) = \(identifier: $0.name)" as Statement }
            let changes: [(privilege: String, statement: Statement)] = [
                ("SELECT", "SELECT * FROM \(table: table) WHERE FALSE"),
                (
                    "INSERT",
                    "INSERT INTO \(table: table) (\(columns)) SELECT \(columns) FROM \(table: table) WHERE FALSE"
                ),
                ("UPDATE", "UPDATE \(table: table) SET \(values.joined(separator: ", ")) WHERE FALSE"),
                ("DELETE", "DELETE FROM \(table: table) WHERE FALSE"),
            ]
            let missing = try changes.filter { try isDenied("EXPLAIN \($0.statement)", session) }.map(\.privilege)
            guard !missing.isEmpty else { return nil }
            return Note(
                .blocker,
                .privilegeMissing,
                "\(table.name) of another schema refers to rows that change, and the account has no "
                    + "\(missing.joined(separator: ", ")) there.",
                remedy: "Grant it SELECT, INSERT, UPDATE and DELETE on \(table.name)."
            )
        }
    }

    private func isDenied(_ statement: Statement, _ session: Session) throws -> Bool {
        do {
            _ = try session.rows(statement)
            return false
        } catch let error as MySQLError where error.isPrivilege {
            return true
        }
    }
}

extension SutureError.Code {
    /// Rows of tables in other schemas are changed.
    public static let otherSchema = Self(rawValue: "other-schema")
}
