/// Applies a data step in rounds, continuing from where the last attempt stopped, until a round finds nothing more to
/// do.
///
/// The rounds are recorded and journalled at the place of the context: the step's own, or that of a later step which
/// repeats it.
struct RepairRounds {
    let step: any DataStep
    let context: StepContext
    /// The first round of this application; not 1 if the place has had rounds before.
    var firstRound = 1

    /// Applies the rounds; the record of the place must exist.
    ///
    /// The workspaces of the last round stay until the record marks it as finished, since a run may die in between.
    func run() throws {
        let record = try context.steps.find(context.ordinal)
        var round = record?.round ?? firstRound
        var isPrepared = record?.isPrepared ?? false
        // A resumed attempt has all its rounds again, in addition to the one in which the last one stopped.
        let lastRound = round + context.settings.rounds - (isPrepared ? 0 : 1)
        while true {
            if !isPrepared { try prepare(round) }
            context.rowsLeft = 0
            let changedRows = try change(round)
            if changedRows == 0 && context.rowsLeft == 0 || !step.repeatsUntilClean { return }
            guard round < lastRound else { throw notSettled(after: round - firstRound + 1) }
            round += 1
            isPrepared = false
            try context.chunk { try context.steps.setRound(context.ordinal, round, isPrepared: false) }
        }
    }

    private func workspace(_ round: Int) -> Workspace {
        Workspace(context: context, round: round, firstRound: firstRound, isPermanent: true)
    }

    private func prepare(_ round: Int) throws {
        let workspace = workspace(round)
        try context.dropWorkspaces()
        if let blocker = try step.prepare(workspace, context).first(where: { $0.level == .blocker }) {
            throw blocker.error
        }
        let changes = try step.changes(workspace, context)
        for change in changes {
            try FiredTriggers(context: context).requireAccepted(by: change)
        }
        try RowLimit(context: context).require(for: changes)
        try context.chunk { try context.steps.setRound(context.ordinal, round, isPrepared: true) }
    }

    private func change(_ round: Int) throws -> Int {
        let executor = ChangeExecutor(context: context)
        return try step.changes(workspace(round), context).enumerated()
            .reduce(0) { try $0 + executor.apply($1.element, round: round, ordinal: $1.offset + 1).rows }
    }

    private func notSettled(after rounds: Int) -> SutureError {
        SutureError(
            .notSettled,
            "\(step.summary): after \(rounds) rounds there are still rows to change.",
            remedy: "Something writes such rows faster than they are repaired; stop it, then run up again.",
            outcome: .failed
        )
    }
}
