import MySQLClient

extension MigrationRunner {
    /// What `up` would change, found out by doing it on a copy of the tables concerned, in a schema of its own.
    ///
    /// - Throws: `SutureError` when an interrupted version has to be ended first, or the account may not create a schema.
    public func exactPlan(to target: MigrationVersion? = nil) async throws -> RunReport {
        // The name of the schema that is planned, cut so that the whole fits the server's 64 characters.
        let planned = (link.configuration.database ?? "").prefix(40)
        let name = "suture_scratch_\(planned)_\(String(UInt32.random(in: 0...UInt32.max), radix: 16))"
        let report: RunReport
        do {
            let catalog = try await read { scope in try copy(scope, to: target, name: name) }
            report = try await apply(catalog, in: name)
        } catch {
            try? await drop(name)
            throw error
        }
        try await drop(name)
        return report
    }

    /// Copies the tables that the pending migrations concern, and the migrations that have to be known for them.
    private func copy(_ scope: RunScope, to target: MigrationVersion?, name: String) throws -> MigrationCatalog {
        let assessment = try Assessment(scope)
        let pending = try assessment.pending(to: target)
        if let begun = pending.first(where: { assessment.present[$0.version] != nil }) {
            throw SutureError(
                .unsupported,
                "Version \(begun.version) was interrupted; it cannot be planned exactly half-way.",
                remedy: "Run up, or down, to end it first."
            )
        }
        try Preflight(scope: scope).check(pending)
        let schema = try scope.schema
        let tables = try Set(pending.flatMap { try $0.steps.flatMap { try $0.tables(in: schema) } })
        let history = try ScratchHistory(scope, before: pending)
        if let outside = tables.sorted().first(where: { schema.outside[$0] != nil }) {
            throw SutureError(
                .unsupported,
                "\(outside) of another schema would be changed, and only tables of \(schema.name) are copied.",
                remedy: "Plan without --exact."
            )
        }
        let copy = ScratchCopy(session: scope.session, schema: schema, name: name)
        try copy.create(copy.connected(to: tables.union(history.tables)))
        try history.record(in: name)
        return try MigrationCatalog(pending + history.versions.compactMap(scope.catalog.migration))
    }

    private func drop(_ name: String) async throws {
        try await cleanUp { try ScratchCopy.drop(name, $0.session) }
    }

    private func apply(_ catalog: MigrationCatalog, in schema: String) async throws -> RunReport {
        var scratch = link.configuration
        scratch.database = schema
        var settings = settings
        settings.stateSchema = nil
        settings.hooks = RunHooks()
        let connection = try await Connection.connect(scratch)
        let runner = MigrationRunner(
            connection: connection,
            configuration: scratch,
            catalog: catalog,
            settings: settings,
            isInterrupted: isInterrupted
        )
        do {
            var request = UpRequest()
            request.allowsOutOfOrder = true
            let report = try await runner.up(request)
            await connection.close()
            return report
        } catch {
            await connection.close()
            throw error
        }
    }
}
