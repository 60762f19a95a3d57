import MySQLClient

/// The progress of a step, as in the steps table.
struct StepRecord {
    enum State: String {
        case running
        case done
        case reverting
    }

    let ordinal: Int
    let kind: String
    let summary: String
    let state: State
    let round: Int
    let isPrepared: Bool
    let payload: String?

    /// True if an attempt has progressed beyond recording the step.
    var isTried: Bool { state != .running || round > 1 || isPrepared }

    init(row: Row) throws {
        let text: String = try row.get("state")
        guard let state = State(rawValue: text) else {
            throw SutureError(
                .stateInvalid,
                "suture_steps has an unknown state at version \(try row.get("version", as: Int64.self)).",
                remedy: "The table was edited by hand or written by a newer Suture; restore it from a backup."
            )
        }
        ordinal = try row.get("ordinal")
        kind = try row.get("kind")
        summary = try row.get("summary")
        self.state = state
        round = try row.get("round")
        isPrepared = try row.get("prepared")
        payload = try row.get("payload")
    }
}

/// Reads and writes the steps table.
struct StepStore {
    let session: Session
    let names: StateNames
    let version: MigrationVersion

    /// The columns of the table.
    static let storedColumns: Statement =
        "version, ordinal, kind, summary, state, round, prepared, payload, started_at, finished_at"

    func all() throws -> [StepRecord] {
        try session.rows(
            """
            SELECT version, ordinal, kind, summary, state, round, prepared, payload FROM \(names.steps)
            WHERE version = \(version.number) ORDER BY ordinal
            """
        )
        .map(StepRecord.init(row:))
    }

    func find(_ ordinal: Int) throws -> StepRecord? {
        try all().first { $0.ordinal == ordinal }
    }

    /// Returns the places of the finished steps of all versions that were applied before one of this version; none if
    /// the state tables do not exist.
    func done(before ordinal: Int) throws -> Set<StepPlace> {
        guard try StateTables(session: session, names: names).exist() else { return [] }
        let rows = try session.rows(
            """
            SELECT version, ordinal FROM \(names.steps) WHERE state = 'done'
            AND (version < \(version.number) OR version = \(version.number) AND ordinal < \(ordinal))
            """
        )
        return Set(try rows.map { StepPlace(version: try $0.get("version"), ordinal: try $0.get("ordinal")) })
    }

    func begin(_ ordinal: Int, step: any Step, payload: String?) throws {
        try session.execute(
            """
            INSERT INTO \(names.steps) (version, ordinal, kind, summary, state, round, payload, started_at)
            VALUES (\(version.number), \(ordinal), \(step.kind), \(step.recordedSummary), 'running', 1,
              \(bind: payload), UTC_TIMESTAMP(6))
            """
        )
    }

    func move(_ ordinal: Int, to state: StepRecord.State) throws {
        try session.execute(
            """
            UPDATE \(names.steps) SET state = \(state.rawValue), finished_at = UTC_TIMESTAMP(6)
            WHERE version = \(version.number) AND ordinal = \(ordinal)
            """
        )
    }

    func setRound(_ ordinal: Int, _ round: Int, isPrepared: Bool) throws {
        try session.execute(
            """
            UPDATE \(names.steps) SET round = \(round), prepared = \(isPrepared)
            WHERE version = \(version.number) AND ordinal = \(ordinal)
            """
        )
    }

    func setPayload(_ ordinal: Int, _ payload: String) throws {
        try session.execute(
            """
            UPDATE \(names.steps) SET payload = \(payload) WHERE version = \(version.number) AND ordinal = \(ordinal)
            """
        )
    }

    func remove(_ ordinal: Int) throws {
        try session.execute(
            StateNames.delete(from: names.steps, where: "version = \(version.number) AND ordinal = \(ordinal)")
        )
    }
}

extension Step {
    /// The summary, cut to the length that the steps table can hold.
    var recordedSummary: String { String(summary.prefix(1000)) }
}
