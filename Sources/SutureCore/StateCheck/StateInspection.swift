/// Checks Suture's own tables before a run writes, and throws if they are not as a run has left them.
struct StateInspection {
    let scope: RunScope

    /// Throws the problems, before anything is changed.
    ///
    /// - Parameters:
    ///   - versions: The versions whose journals are needed: those to be reverted, or that an interrupted run began.
    ///   - isLocked: True if no other runner can write meanwhile; otherwise only unchanging rows are checked.
    /// - Throws: `SutureError.Code.stateInvalid`.
    func require(for versions: Set<MigrationVersion>, isLocked: Bool) throws {
        guard let state = try StoredState.read(scope, needed: Set(versions.map(\.number))) else { return }
        // Unknown words cannot be checked any further.
        try refuse(KnownWordsCheck().problems(state))
        let everywhere: [any StateCheck] = [StepsCheck(), UnlistedTablesCheck()]
        let needed: [any StateCheck] = [JournalTablesCheck(), CursorCheck()]
        try refuse(((isLocked ? everywhere : []) + needed).flatMap { try $0.problems(state) })
    }

    /// Throws the problems for a run that resumes interrupted work, under the lock.
    func requireResumable() throws {
        let interrupted = try scope.history.present().filter(\.value.isInterrupted)
        try require(for: Set(interrupted.keys), isLocked: true)
    }

    private func refuse(_ problems: [StateProblem]) throws {
        guard let first = problems.first else { return }
        let further = problems.dropFirst().prefix(20).map(\.text)
        let more = problems.count - 1 - further.count
        throw SutureError(
            .stateInvalid,
            first.text,
            remedy: first.remedy,
            details: further + (more > 0 ? ["and \(more) more"] : [])
        )
    }
}
