import MySQLClient

extension MigrationRunner {
    /// Runs the pending migrations on a copy of the tables concerned, verifies them and reverts them.
    ///
    /// The copy is a schema of its own on the same server, and is dropped afterwards; the database itself is only read.
    /// - Parameters:
    ///   - target: The last version, or nil for all.
    ///   - sample: The part of the rows to copy, with all rows that they refer to; nil for all rows.
    /// - Returns: The report of the rehearsal.
    /// - Throws: `SutureError` from a migration, or when no copy can be made.
    public func rehearse(
        to target: MigrationVersion? = nil,
        sample: RehearsalSample? = nil
    ) async throws -> RehearsalReport {
        let recorder = RehearsalRecorder(observer)
        let start = ContinuousClock.now
        return try await onCopy(to: target, sample: sample, recorder: recorder) { copy in
            let duration = start.duration(to: .now)
            var report = try await Self.rehearse(on: copy, .onCopy, recorder)
            guard !report.migrations.isEmpty else { return report }
            report.copy = RehearsalReport.Copy(.scratch, server: connection.server, sample: sample, loading: duration)
            if sample != nil { report.foretold = nil }
            return report
        }
    }

    /// Runs the pending migrations on the runner's database itself, verifies them and reverts them.
    ///
    /// The database has to be a disposable copy, such as one that was restored into a private server.
    /// - Parameter target: The last version, or nil for all.
    /// - Returns: The report of the rehearsal.
    /// - Throws: `SutureError` from a migration, or when an interrupted version has to be finished first.
    public func rehearseInPlace(to target: MigrationVersion? = nil) async throws -> RehearsalReport {
        guard try await canRehearse(to: target) else { return RehearsalReport() }
        let recorder = RehearsalRecorder(observer)
        var settings = recorder.settings(settings)
        settings.hooks = RunHooks()
        settings.replicas = []
        let runner = MigrationRunner(
            connection: connection,
            configuration: link.configuration,
            catalog: catalog,
            settings: settings,
            isInterrupted: isInterrupted,
            observer: recorder.observe
        )
        var request = UpRequest.onCopy
        request.target = target
        return try await Self.rehearse(on: runner, request, recorder)
    }

    private static func rehearse(
        on copy: MigrationRunner,
        _ request: UpRequest,
        _ recorder: RehearsalRecorder
    ) async throws -> RehearsalReport {
        let before = try await copy.fingerprint()
        let journal = try await copy.journalBytes()
        var report = RehearsalReport()
        let up: RunReport
        let down: RunReport
        do {
            up = try await copy.up(request)
            guard !up.migrations.isEmpty else { return report }
            report.findings = try await copy.verify().filter { !$0.findings.isEmpty }
            report.journalBytes = max(0, try await copy.journalBytes() - journal)
            recorder.beginUndoing()
            var back = DownRequest()
            back.extent = .lastRun
            down = try await copy.down(back)
        } catch var error as SutureError {
            guard error.outcome != .interrupted else {
                throw SutureError(
                    .interrupted,
                    "The rehearsal was interrupted; its copy is dropped, and nothing was changed.",
                    remedy: "Run the same command again.",
                    outcome: .interrupted
                )
            }
            error.message = "In the rehearsal: \(error.message)"
            error.outcome = error.outcome == .failed ? .refused : error.outcome
            throw error
        }
        let undone = Dictionary(down.migrations.map { ($0.version, $0.milliseconds) }) { first, _ in first }
        report.migrations = up.migrations.map { entry in
            RehearsalReport.Migration(
                version: entry.version,
                name: entry.name,
                steps: recorder.steps(of: entry.version),
                milliseconds: entry.milliseconds,
                undoMilliseconds: undone[entry.version] ?? 0
            )
        }
        report.foretold = RehearsalReport.Foretold(
            upMilliseconds: report.migrations.reduce(0) { $0 + $1.milliseconds },
            downMilliseconds: report.migrations.reduce(0) { $0 + $1.undoMilliseconds }
        )
        report.totals = up.totals
        report.undone = recorder.undone
        report.differences = try await copy.fingerprint().differences(from: before)
        return report
    }

    private func fingerprint() async throws -> Fingerprint {
        try await read { scope in
            try Fingerprint.take(of: nil, excluding: { $0.hasPrefix("suture_") }, in: scope.session)
        }
    }

    /// Returns the size of the journals, as the server estimates it now.
    private func journalBytes() async throws -> Int {
        try await read { scope in
            let session = scope.session
            let schema = try scope.names.schema ?? session.database ?? ""
            let condition: Statement = "TABLE_SCHEMA = \(bind: schema) AND TABLE_NAME LIKE 'suture\\_journal\\_%'"
            let tables = try session.rows("SELECT TABLE_NAME FROM information_schema.TABLES WHERE \(condition)")
                .map { try $0.get(0, as: String.self) }
            for table in tables { _ = try session.rows("ANALYZE TABLE \(scope.names.table(table))") }
            return try session.value(
                """
                SELECT CAST(COALESCE(SUM(DATA_LENGTH + INDEX_LENGTH), 0) AS SIGNED) FROM information_schema.TABLES
                WHERE \(condition)
                """
            ) ?? 0
        }
    }
}
