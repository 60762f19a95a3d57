import Foundation
import MySQLClient

/// The statements of a raw SQL step that commit by themselves: whether they ran is found out from the definitions.
///
/// The intent is recorded with a hash of the definitions that the statement names. When the server refuses the statement,
/// and they are as they were, it did not happen, and nothing of it stays recorded. When its answer was lost, definitions that
/// have changed say that it happened.
package struct RawStatement {
    private struct Payload: Codable {
        /// The definitions before the statement; nil when it names none that can be looked at.
        var before: String?
        /// The definitions before the statement that takes it back.
        var beforeRevert: String?
    }

    private let context: StepContext
    private let step: any Step

    /// Creates the statements of a step.
    package init(_ step: any Step, _ context: StepContext) {
        self.step = step
        self.context = context
    }

    /// Runs the statement of `up`, or finds that an attempt before has run it, and records that it is done.
    ///
    /// - Parameter statement: The statement.
    /// - Throws: `MySQLError` when the server refuses it; then the step is recorded no more, unless a part of it happened.
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

    /// Runs the statement of `down`, unless that of `up` has not run, or an attempt before has run it, and forgets the step.
    ///
    /// - Parameters:
    ///   - statement: The statement.
    ///   - applied: The statement that it takes back.
    /// - Throws: `MySQLError` when the server refuses it; then the step stays applied, unless a part was taken back.
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

    /// Whether the definitions say that the statement has run.
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
        // Table, column or key exists already, or is gone already.
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
