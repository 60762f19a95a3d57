import MySQLClient
import SutureCore

/// Rejects an account from which the server hides something that the backup has to contain.
///
/// A dump program omits what it does not see, with exit code 0: triggers without TRIGGER, routines without a privilege
/// on them, and whole tables on which the account has no privilege at all. So the grants decide, and not the visible
/// objects.
struct BackupPrivileges {
    let grants: GrantedPrivileges
    let database: String
    let vendor: ServerIdentity.Vendor

    /// Throws if the account may not read everything in a backup.
    ///
    /// - Parameters:
    ///   - tables: The base tables.
    ///   - views: The views.
    ///   - isWhole: True if the backup is of the whole schema.
    ///   - session: The account's session.
    /// - Throws: `BackupError` with `.privilegeMissing`, which names the privilege.
    func check(tables: [String], views: [String], isWhole: Bool, in session: Session) throws {
        try require(
            "SELECT",
            on: isWhole ? nil : tables,
            "so the server may hide tables, and a dump would leave them out"
        )
        try require("TRIGGER", on: tables, "so the server hides the triggers there, and a dump would leave them out")
        try require("SHOW VIEW", on: views, "so the views there cannot be dumped")
        guard isWhole else { return }
        try require("EVENT", on: nil, "so the server hides the events")
        try requireRoutines(in: session)
    }

    /// Requires a privilege on each of some tables, or on the schema.
    private func require(_ privilege: String, on tables: [String]?, _ consequence: String) throws {
        let missing = tables?.filter { !grants.hold(privilege, database: database, table: $0) }
        guard missing.map({ !$0.isEmpty }) ?? !grants.hold(privilege, database: database) else { return }
        let isAll = missing == nil || missing?.count == tables?.count
        throw Self.missing(
            "The account has no \(privilege) privilege on \(isAll ? database : "some tables"), \(consequence).",
            remedy: "GRANT \(privilege) ON the schema to the account.",
            details: isAll ? [] : missing?.prefix(20).map { "table \($0)" } ?? []
        )
    }

    /// Requires the privilege to read routines: any privilege on the routines of a schema shows that they exist;
    /// reading the body of another account's routine requires more.
    private func requireRoutines(in session: Session) throws {
        guard !grants.readRoutines(of: database, on: vendor) else { return }
        let marks = ["EXECUTE", "ALTER ROUTINE", "CREATE ROUTINE"]
        let seesAll = marks.contains { grants.hold($0, database: database) }
        let foreign =
            try session.value(
                """
                SELECT COUNT(*) FROM information_schema.ROUTINES
                WHERE ROUTINE_SCHEMA = \(database) AND DEFINER <> CURRENT_USER()
                """,
                as: Int.self
            ) ?? 0
        guard !seesAll || foreign > 0 else { return }
        throw Self.missing(
            "The account may not read the routines of \(database), so a dump would leave them out.",
            remedy: vendor == .mariadb
                ? "GRANT SELECT ON mysql.proc to the account, or, where the schema has no routines, EXECUTE ON the schema."
                : "GRANT SHOW_ROUTINE ON *.* to the account, or, where the schema has no routines, EXECUTE ON the schema."
        )
    }

    private static func missing(_ message: String, remedy: String, details: [String] = []) -> BackupError {
        BackupError(.privilegeMissing, message, remedy: remedy, details: details)
    }
}
