import MySQLClient
import SutureCore

/// The privileges that an account needs to create the triggers of a pair, and to see them.
struct TriggerPrivileges {
    let session: Session
    let schema: String
    private let grants: GrantedPrivileges

    init(_ context: StepContext) throws {
        session = context.session
        schema = try context.schema.name
        grants = try GrantedPrivileges(of: context.session)
    }

    /// Returns the obstacle to creating triggers on some tables, as far as the account can know it.
    func obstacle(on tables: [Table]) throws -> SutureError? {
        if let table = tables.first(where: { !isGranted(on: $0) }) { return Self.notGranted(on: table) }
        return try obstacleOfLog()
    }

    /// Returns the obstacle to dropping the triggers of some tables; MySQL requires no trust there.
    func obstacleToDrop(on tables: [Table]) throws -> SutureError? {
        if let table = tables.first(where: { !isGranted(on: $0) }) { return Self.notGranted(on: table) }
        return session.server.vendor == .mariadb ? try obstacleOfLog() : nil
    }

    private func obstacleOfLog() throws -> SutureError? {
        let isTrusting = try session.value(
            "SELECT @@log_bin = 0 OR @@log_bin_trust_function_creators = 1",
            as: Bool.self
        )
        return isTrusting == false && !grants.holdGlobally("SUPER") ? Self.notTrusted : nil
    }

    /// Returns the error of an account from which the server hides the triggers of a table; nil if it shows them.
    func blindness(on table: Table) -> SutureError? {
        guard !isGranted(on: table) else { return nil }
        return SutureError(
            .privilegeMissing,
            "The account has no TRIGGER privilege on \(table.name), so the server hides the triggers there.",
            remedy: Self.remedy
        )
    }

    private func isGranted(on table: Table) -> Bool {
        grants.hold("TRIGGER", database: table.schema ?? schema, table: table.nameInSchema)
    }

    /// Returns the error of an account that may not create triggers on a table.
    static func notGranted(on table: Table) -> SutureError {
        SutureError(
            .privilegeMissing,
            "The account may not create triggers on \(table.name), nor drop them.",
            remedy: remedy
        )
    }

    /// The error when the server has a binary log, which carries triggers to replicas (1419).
    static var notTrusted: SutureError {
        SutureError(
            .privilegeMissing,
            "The server has a binary log, and lets only privileged accounts create or drop triggers.",
            remedy:
                "Let the DBA run SET GLOBAL log_bin_trust_function_creators = 1, or grant the account SUPER; then run the "
                + "same command again."
        )
    }

    private static let remedy =
        "Let the DBA run GRANT TRIGGER ON the schema TO the account; then run the same command again."
}
