import MySQLClient

extension MigrationRunner {
    /// Returns what `up` would change, determined by running it on a copy of the tables concerned, in a schema of its
    /// own.
    ///
    /// - Parameter target: The last version, or nil for all.
    /// - Returns: The changes on the copy, which is dropped.
    /// - Throws: `SutureError` when an interrupted version has to be finished first, or the account may not create a
    ///   schema.
    public func exactPlan(to target: MigrationVersion? = nil) async throws -> RunReport {
        try await onCopy(to: target) { try await $0.up(.onCopy) }
    }

    /// Runs a body with a runner of the pending migrations on a copy of the tables concerned.
    ///
    /// - Parameters:
    ///   - target: The last version, or nil for all.
    ///   - sample: The part of the rows to copy; nil for all.
    ///   - recorder: Records what happens on the copy, in more detail than the result; nil to record nothing.
    ///   - body: The work; the copy, a schema of its own, is dropped after it.
    /// - Returns: The result of the body.
    /// - Throws: The errors of the body; `SutureError` when no copy can be made.
    func onCopy<Result: Sendable>(
        to target: MigrationVersion?,
        sample: RehearsalSample? = nil,
        recorder: RehearsalRecorder? = nil,
        _ body: (MigrationRunner) async throws -> Result
    ) async throws -> Result {
        // The name of the schema that is planned, cut so that the whole fits the server's 64 characters.
        let planned = (link.configuration.database ?? "").prefix(40)
        let name = "suture_scratch_\(planned)_\(String(UInt32.random(in: 0...UInt32.max), radix: 16))"
        let result: Result
        do {
            let catalog = try await read { scope in try copy(scope, to: target, sample, name: name) }
            result = try await run(catalog, in: name, recorder, body)
        } catch {
            try? await drop(name)
            throw error
        }
        try await drop(name)
        return result
    }

    /// Checks whether something is pending, and whether it can be tried on a copy of the database; read-only.
    ///
    /// - Parameter target: The last version, or nil for all.
    /// - Returns: True if something is pending.
    /// - Throws: `SutureError` when a version is begun, does not fit the schema, or concerns tables of other schemas.
    package func canRehearse(to target: MigrationVersion? = nil) async throws -> Bool {
        try await read { try !concerned($0, to: target).pending.isEmpty }
    }

    /// Returns the pending migrations and the tables that they concern.
    private func concerned(
        _ scope: RunScope,
        to target: MigrationVersion?
    ) throws -> (pending: [RegisteredMigration], tables: Set<String>) {
        let assessment = try Assessment(scope)
        let pending = try assessment.pending(to: target)
        if let begun = pending.first(where: { assessment.present[$0.version] != nil }) {
            throw SutureError(
                .unsupported,
                "Version \(begun.version) was interrupted; it cannot be tried on a copy half-way.",
                remedy: "Run up, or down, to end it first."
            )
        }
        try Preflight(scope: scope, isApplying: true).check(pending)
        let schema = try scope.schema
        let steps = pending.flatMap(\.steps)
        // Raw SQL can read any table.
        let tables =
            try steps.contains(where: \.isOpaque)
            ? Set(schema.tables.values.map(\.name)) : Set(steps.flatMap { try $0.tables(in: schema) })
        if let outside = tables.sorted().first(where: { schema.outside[$0] != nil }) {
            throw SutureError(
                .unsupported,
                "\(outside) of another schema would be changed, and only tables of \(schema.name) are copied.",
                remedy: "Plan without --exact; such a migration cannot be rehearsed."
            )
        }
        return (pending, tables)
    }

    /// Copies the tables that the pending migrations concern, and the migrations that they depend on.
    private func copy(
        _ scope: RunScope,
        to target: MigrationVersion?,
        _ sample: RehearsalSample?,
        name: String
    ) throws -> MigrationCatalog {
        let (pending, tables) = try concerned(scope, to: target)
        let history = try ScratchHistory(scope, before: pending)
        let schema = try scope.schema
        var copy = ScratchCopy(session: scope.session, schema: schema, name: name, sample: sample)
        if sample != nil {
            copy.references =
                try (pending.flatMap(\.steps) + history.repairs.map { $0.step })
                .flatMap { try $0.references(in: schema) }
        }
        let copied = try copy.connected(to: tables.union(history.tables))
        try ScratchPrivileges(session: scope.session, name: name).require()
        try ScratchSpace(session: scope.session, schema: schema.name).require(for: copied, share: sample?.share ?? 1)
        try copy.create(copied)
        try history.record(in: name)
        return try MigrationCatalog(pending + history.versions.compactMap(scope.catalog.migration))
    }

    private func drop(_ name: String) async throws {
        try await cleanUp { try ScratchCopy.drop(name, $0.session) }
    }

    private func run<Result>(
        _ catalog: MigrationCatalog,
        in schema: String,
        _ recorder: RehearsalRecorder?,
        _ body: (MigrationRunner) async throws -> Result
    ) async throws -> Result {
        var scratch = link.configuration
        scratch.database = schema
        var copied = settings
        copied.stateSchema = nil
        copied.hooks = RunHooks()
        copied.recordsDefinitions = false
        var observer: @Sendable (RunEvent) -> Void = { _ in }
        if let recorder {
            copied = recorder.settings(copied)
            observer = recorder.observe
        }
        return try await Connection.with(scratch) { [scratch, copied, observer] connection in
            try await body(
                MigrationRunner(
                    connection: connection,
                    configuration: scratch,
                    catalog: catalog,
                    settings: copied,
                    isInterrupted: isInterrupted,
                    observer: observer
                )
            )
        }
    }
}

extension UpRequest {
    /// The request for a copy, on which all pending versions are applied.
    static var onCopy: UpRequest {
        var request = UpRequest()
        request.allowsOutOfOrder = true
        return request
    }
}
