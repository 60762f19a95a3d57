import MySQLClient

/// Repeats earlier repairs for a constraint, if an application has written rows that violate it.
///
/// Their changes are journalled at the place of the constraint: a rollback drops the constraint first and then restores
/// these rows; no other version's journal is touched.
struct RepeatedRepairs {
    let definition: any DefinitionStep
    let context: StepContext

    /// Returns whether an error reports rows that violate the constraint.
    static func canMend(_ error: any Error) -> Bool {
        switch error {
        case let error as SutureError: mends(error.code)
        case let error as MySQLError: [.duplicateEntry, .noReferencedRow].contains(error.code)
        default: false
        }
    }

    static func mends(_ code: SutureError.Code) -> Bool {
        [.duplicatesRemain, .orphansRemain].contains(code)
    }

    /// Returns the repairs of the constraint's table that find something to do now.
    func due() throws -> [EarlierRepair] {
        try repairs().filter { try !$0.step.verify(context.repeating($0)).isEmpty }
    }

    private func repairs() throws -> [EarlierRepair] {
        let schema = try context.schema
        let table = try schema.table(definition.table).name
        return try context.findEarlierRepairs().filter { try $0.step.tables(in: schema).contains(table) }
    }

    /// Runs the attempt, and repeats the repairs and the attempt as long as repairable rows violate the constraint.
    ///
    /// - Parameters:
    ///   - obstacle: The known violation before the first attempt.
    ///   - attempt: Adds the constraint.
    /// - Throws: The error of the last attempt, if nothing can be repaired or the settings allow no more rounds.
    func untilHolds(_ obstacle: (any Error)?, _ attempt: (_ isFirst: Bool) throws -> Void) throws {
        var obstacle = obstacle
        var round = 0
        while true {
            do {
                if let known = obstacle {
                    obstacle = nil
                    throw known
                }
                return try attempt(round == 0)
            } catch let error where Self.canMend(error) {
                context.schemaChanged()
                guard round < context.settings.rounds, try repeatDue() || isFree() else { throw error }
                round += 1
            }
        }
    }

    /// Resumes an interrupted repetition.
    func finish() throws {
        guard let repetition = try payload().repetition else { return }
        guard let repair = try context.findEarlierRepairs().first(where: { $0.place == repetition.repair }) else {
            throw SutureError(
                .stateInvalid,
                "Step \(context.ordinal) of version \(context.version) was repeating step \(repetition.repair.ordinal) of "
                    + "version \(repetition.repair.version), which is no repair that was applied here.",
                remedy: "Put that migration's file back as it was, or take the version back with down.",
                outcome: .failed
            )
        }
        try run(repair, firstRound: repetition.firstRound)
    }

    /// Returns whether there are repairs, and nothing is left for them: the application may have fixed its rows itself.
    private func isFree() throws -> Bool {
        try !repairs().isEmpty && definition.obstacles(context).allSatisfy { $0.level != .blocker }
    }

    private func repeatDue() throws -> Bool {
        let repairs = try due()
        for repair in repairs {
            context.report(
                .note(
                    Note(
                        .info,
                        .information,
                        "rows were written that stand against it; repeating step \(repair.place.ordinal) of "
                            + "\(repair.place.version): \(repair.step.summary)"
                    )
                )
            )
            let firstRound = try (context.steps.find(context.ordinal)?.round ?? 1) + 1
            try record(DefinitionPayload.Repetition(repair: repair.place, firstRound: firstRound), round: firstRound)
            try run(repair, firstRound: firstRound)
        }
        return !repairs.isEmpty
    }

    private func run(_ repair: EarlierRepair, firstRound: Int) throws {
        let place = context.repeating(repair)
        try repair.step.check(place)
        try RepairRounds(step: repair.step, context: place, firstRound: firstRound).run()
        // The last round may have left records of changes without rows, so the next repetition begins after it.
        let round = try context.steps.find(context.ordinal)?.round ?? firstRound
        try record(nil, round: round)
        try context.dropWorkspaces()
    }

    private func record(_ repetition: DefinitionPayload.Repetition?, round: Int) throws {
        var payload = try payload()
        payload.repetition = repetition
        try context.chunk {
            try context.steps.setPayload(context.ordinal, payload.text)
            try context.steps.setRound(context.ordinal, round, isPrepared: false)
        }
    }

    private func payload() throws -> DefinitionPayload {
        try DefinitionPayload.read(context.steps.find(context.ordinal)?.payload)
    }
}
