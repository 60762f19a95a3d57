import Foundation
import MySQLClient
import SutureCore

/// Installs triggers that keep the two tables of a pair in step, whichever program writes to them.
///
///     InstallTriggers(for: pair)
///
/// A new row of the source that belongs to the pair gets a partner, and a new partner a source; a change of a shared
/// column is copied to the other table; when a row is deleted, its other half is too. Existing triggers stay, and fire
/// as well.
///
/// A program switches them off with `SET @suture_sync = 0` in its session, for example for a bulk load, and on again
/// with `SET @suture_sync = NULL`. The server refuses (1442) statements that write one of the tables and read or write
/// the other one, such as `INSERT INTO students SELECT … FROM users`, while the triggers are on.
///
/// A new partner's source is created before the partner's row, as a foreign key requires. If the server skips that row,
/// by `INSERT IGNORE`, or updates another one instead, by `ON DUPLICATE KEY UPDATE`, no trigger fires, and the source
/// stays without a partner: a verification of the pair finds it. This applies only to unique values of the partner; a
/// value that is unique in both tables is refused.
///
/// A partner that is inserted for an existing source gets the source's values. If the partner exists too, with
/// `REPLACE` or `ON DUPLICATE KEY UPDATE`, the given values are a change of both. A `REPLACE` of the source may delete
/// its row first, as on MariaDB: a foreign key of the partner refuses that, or, with `ON DELETE CASCADE`, deletes the
/// partner and all that cascades from it, for which no trigger fires; then a new partner is created.
///
/// The triggers run with the privileges of the account that creates them: if that account is missing, or may not write
/// one of the tables, the server refuses the writes of every program. The account needs TRIGGER on both tables, and on
/// a server with a binary log SUPER, unless `log_bin_trust_function_creators` is on; `up`, `lint` and `rehearse` check
/// that before anything is changed.
public struct InstallTriggers: Step {
    private let pair: SynchronizedPair

    /// Installs the triggers of a pair.
    ///
    /// - Parameter pair: The two tables. `@suture_now` in its expressions is the time of the statement. Values must be
    ///   literals in the SQL: `lint`, `plan` and `up` refuse an interpolated one.
    public init(for pair: SynchronizedPair) { self.pair = pair }

    /// The name of the kind: `install-triggers`.
    public var kind: String { "install-triggers" }
    /// A summary with the two tables.
    public var summary: String { "install triggers that keep \(pair.source) and \(pair.partner) in step" }

    /// Returns the two tables.
    public func tables(in schema: Schema) throws -> Set<String> {
        [try schema.table(pair.source).name, try schema.table(pair.partner).name]
    }

    /// Checks the columns and keys, that no expression has bound values, and that no other trigger has the same name.
    public func check(_ context: StepContext) throws {
        if let error = pair.boundValueError { throw error }
        let tables = try PairTables(pair, context.schema)
        try tables.requireColumns()
        try tables.requireEqualKeys()
        for trigger in try triggers(context) {
            guard let other = try find(trigger, context), !trigger.isSame(as: other) else { continue }
            throw SutureError(
                .invalidMigration,
                "\(trigger.table.name) has another trigger named \(trigger.name).",
                remedy: "It is of another version of this pair, or was edited: drop it first, by a step before."
            )
        }
    }

    /// Checks the condition and the values of new rows with the server.
    public func checkSQL(_ context: StepContext) throws {
        try PairTables(pair, context.schema).requireAccepted(context)
    }

    /// Without a schema, looks for bound values; with one, the check does.
    public func lint(_ context: LintContext) -> [LintRemark] {
        guard context.schema == nil, let error = pair.boundValueError else { return [] }
        return [LintRemark(.error, error.code.rawValue, error.message, remedy: error.remedy)]
    }

    /// Checks that the account and the server allow the missing triggers.
    public func checkPrivileges(_ context: StepContext) throws {
        let missing = try missing(context)
        guard !missing.isEmpty else { return }
        if let obstacle = try TriggerPrivileges(context).obstacle(on: missing.map(\.table)) { throw obstacle }
    }

    /// Returns the missing triggers, and the obstacles to creating them.
    public func plan(_ context: StepContext) throws -> StepPlan {
        try check(context)
        let missing = try missing(context)
        guard !missing.isEmpty else {
            return StepPlan(notes: [Note(.info, .information, "\(summary): already there")])
        }
        let obstacle = try TriggerPrivileges(context).obstacle(on: missing.map(\.table))
        return StepPlan(
            changes: missing.map(\.planned),
            notes: obstacle.map { [Note(.warning, $0.code, $0.message, remedy: $0.remedy)] } ?? []
        )
    }

    /// Returns the triggers that the step has created.
    public func defined(_ context: StepContext) throws -> [PlannedChange] { try created(context).map(\.planned) }

    /// Records which triggers are missing, then creates them one by one; on resuming, only those still missing.
    public func apply(_ context: StepContext) throws {
        if try !context.isBegun {
            try check(context)
            let names = try missing(context).map(\.name)
            let payload = String(decoding: try JSONEncoder().encode(names), as: UTF8.self)
            try context.chunk { try context.beginStep(self, payload: payload) }
        }
        for trigger in try missing(context) {
            try create(trigger, context)
        }
        context.schemaChanged()
        try context.chunk { try context.endStep() }
    }

    /// Checks that the triggers exist, and are as they were installed.
    ///
    /// - Throws: `SutureError.Code.privilegeMissing` when the server hides triggers from the account.
    public func verify(_ context: StepContext) throws -> [Finding] {
        let privileges = try TriggerPrivileges(context)
        return try triggers(context)
            .compactMap { trigger in
                let found = try find(trigger, context)
                if let found, trigger.isSame(as: found) { return nil }
                if found == nil, let blindness = privileges.blindness(on: trigger.table) { throw blindness }
                return Finding(
                    check: found == nil ? "trigger-missing" : "trigger-changed",
                    table: trigger.table.name,
                    text: "\(found == nil ? "no trigger" : "another body of the trigger") \(trigger.name)",
                    rows: 0
                )
            }
    }

    /// Throws if the account may not drop the triggers, or if one was edited since and the conflict policy does not
    /// cover it.
    public func checkRevert(_ context: StepContext) throws {
        let created = try created(context)
        let present = try created.filter { try find($0, context) != nil }
        if !present.isEmpty, let obstacle = try TriggerPrivileges(context).obstacleToDrop(on: present.map(\.table)) {
            throw obstacle
        }
        guard context.conflictPolicy == .stop else { return }
        let edited = try created.filter { try isEdited($0, context) }
        guard edited.isEmpty else { throw Self.conflict(edited) }
    }

    /// Drops the triggers that the step has created; those that were edited since only with the policy `restore`.
    public func revert(_ context: StepContext) throws {
        let created = try created(context)
        _ = try context.markReverting()
        for trigger in created.reversed() {
            if context.conflictPolicy != .restore, try isEdited(trigger, context) { continue }
            try context.define("DROP TRIGGER IF EXISTS \(identifier: trigger.name)")
        }
        context.schemaChanged()
        try context.chunk { try context.forgetStep() }
    }

    private func created(_ context: StepContext) throws -> [SyncTrigger] {
        let names = try JSONDecoder().decode(Set<String>.self, from: Data((context.payload ?? "[]").utf8))
        return try triggers(context).filter { names.contains($0.name) }
    }

    private func isEdited(_ trigger: SyncTrigger, _ context: StepContext) throws -> Bool {
        try find(trigger, context).map { !trigger.isSame(as: $0) } ?? false
    }

    private static func conflict(_ edited: [SyncTrigger]) -> SutureError {
        SutureError(
            .conflict,
            "\(edited.count.of("trigger")) \(edited.count.verb("was", "were")) edited since the migration created "
                + "\(edited.count.verb("it", "them")).",
            remedy: "Leave them as they are with --on-conflict keep, or drop them with --on-conflict restore.",
            details: edited.map { "\($0.table.name): \($0.name)" }
        )
    }

    private func triggers(_ context: StepContext) throws -> [SyncTrigger] {
        try SyncTriggers(PairTables(pair, context.schema)).all
    }

    private func missing(_ context: StepContext) throws -> [SyncTrigger] {
        try triggers(context).filter { try find($0, context) == nil }
    }

    private func find(_ trigger: SyncTrigger, _ context: StepContext) throws -> Trigger? {
        try context.schema.tables.values.flatMap(\.triggers).first { $0.name == trigger.name && $0.body != nil }
    }

    private func create(_ trigger: SyncTrigger, _ context: StepContext) throws {
        do {
            try context.define(trigger.definition)
        } catch let error as MySQLError where error.code == .triggerNeedsTrust {
            throw Self.late(TriggerPrivileges.notTrusted)
        } catch let error as MySQLError where error.code == .tableAccessDenied {
            throw Self.late(TriggerPrivileges.notGranted(on: trigger.table))
        }
    }

    private static func late(_ error: SutureError) -> SutureError {
        var error = error
        error.outcome = .failed
        return error
    }
}
