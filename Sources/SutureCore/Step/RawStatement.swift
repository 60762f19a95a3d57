import Foundation
import MySQLClient

/// The auto-committing statements of a raw SQL step, which determine from the definitions whether they ran.
///
/// The intent is recorded with a hash of the definitions that the statement names. If the server refuses the statement
/// and they are unchanged, it did not run, and its record is removed. If its answer was lost, changed definitions prove
/// that it ran.
package struct RawStatement {
    private struct Payload: Codable {
        /// The definitions before the statement; nil if it names none that can be read.
        var before: String?
        /// The definitions before the statement that reverts it.
        var beforeRevert: String?
    }

    private let context: StepContext
    private let step: any Step

    /// Creates the statements of a step.
    package init(_ step: any Step, _ context: StepContext) {
        self.step = step
        self.context = context
    }

    /// Runs the statement of `up`, or finds that an earlier attempt has run it, and records that it is done.
    ///
    /// - Parameter statement: The statement.
    /// - Throws: `MySQLError` when the server refuses it; then the record is removed, unless a part of the statement
    ///   ran.
    package func apply(_ statement: Statement) throws {
        let names = DefinitionNames(statement)
        if let record = try context.steps.find(context.ordinal) {
            let before = payload(of: record).before
            if try !hasHappened(names, before) {
                try run(statement, names, before, isResumed: true) { try context.forgetStep() }
            }
        } else {
            let before = try names.hash(in: context.session)
            try context.beginStep(step, payload: text(Payload(before: before)))
            try run(statement, names, before, isResumed: false) { try context.forgetStep() }
        }
        try context.endStep()
    }

    /// Runs the statement of `down`, unless that of `up` has not run or an earlier attempt has run it, and removes the
    /// record.
    ///
    /// - Parameters:
    ///   - statement: The statement.
    ///   - applied: The statement that it reverts.
    /// - Throws: `MySQLError` when the server refuses it; then the step stays applied, unless a part was reverted.
    package func revert(_ statement: Statement, of applied: Statement) throws {
        guard let record = try context.steps.find(context.ordinal) else { return }
        if record.state == .running, try wasNeverRun(applied, payload(of: record).before) {
            try context.forgetStep()
            return
        }
        let names = DefinitionNames(statement)
        var payload = payload(of: record)
        let isResumed = record.state == .reverting
        if !isResumed {
            payload.beforeRevert = try names.hash(in: context.session)
            let text = try text(payload)
            try context.chunk {
                try context.steps.setPayload(context.ordinal, text)
                try context.steps.move(context.ordinal, to: .reverting)
            }
        }
        if try !isResumed || !hasHappened(names, payload.beforeRevert) {
            // Without a hash of the definitions before, an attempt to apply it may have ended at any point.
            let isUncertain = isResumed || record.state == .running
            try run(statement, names, payload.beforeRevert, isResumed: isUncertain) {
                try context.steps.move(context.ordinal, to: .done)
            }
        }
        try context.forgetStep()
    }

    private func wasNeverRun(_ statement: Statement, _ before: String?) throws -> Bool {
        guard let before else { return false }
        return try DefinitionNames(statement).hash(in: context.session) == before
    }

    /// Returns whether the definitions prove that the statement has run.
    ///
    /// A DROP that names several tables may have dropped some of them; it can run again.
    private func hasHappened(_ names: DefinitionNames, _ before: String?) throws -> Bool {
        guard let before, !names.isDrop else { return false }
        return try names.hash(in: context.session) != before
    }

    private func run(
        _ statement: Statement,
        _ names: DefinitionNames,
        _ before: String?,
        isResumed: Bool,
        refused: () throws -> Void
    ) throws {
        // The table, column or key already exists, or is already missing.
        let alreadySo: Set<UInt32> = [1050, 1051, 1060, 1061, 1091, 1826]
        do {
            try context.define(statement)
        } catch let error as MySQLError where error.isRefusal {
            if isResumed, before == nil || names.isDrop, alreadySo.contains(error.code.rawValue) { return }
            let isUntouched =
                try before == nil ? !isResumed && names.isWhole : before == names.hash(in: context.session)
            if isUntouched { try context.chunk(refused) }
            throw error
        }
    }

    private func payload(of record: StepRecord) -> Payload {
        guard let text = record.payload else { return Payload() }
        return (try? JSONDecoder().decode(Payload.self, from: Data(text.utf8))) ?? Payload()
    }

    private func text(_ payload: Payload) throws -> String {
        String(decoding: try JSONEncoder().encode(payload), as: UTF8.self)
    }
}
