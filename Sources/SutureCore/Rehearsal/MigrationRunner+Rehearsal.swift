import MySQLClient

extension MigrationRunner {
    /// Runs the pending migrations for real, verifies them and takes them back, on a copy of the tables concerned.
    ///
    /// The copy is a schema of its own on the same server, and is dropped afterwards; the database itself is only read.
    /// - Parameter target: The last version, or nil for all.
    /// - Returns: What happened on the copy.
    /// - Throws: `SutureError`: what a migration throws there, or when no copy can be made.
    public func rehearse(to target: MigrationVersion? = nil) async throws -> RehearsalReport {
        let recorder = RehearsalRecorder(observer)
        return try await onCopy(to: target, recorder: recorder) { try await Self.rehearse(on: $0, recorder) }
    }

    private static func rehearse(
        on copy: MigrationRunner,
        _ recorder: RehearsalRecorder
    ) async throws -> RehearsalReport {
        let before = try await copy.fingerprint()
        var report = RehearsalReport()
        let up: RunReport
        let down: RunReport
        do {
            up = try await copy.up(.onCopy)
            guard !up.migrations.isEmpty else { return report }
            report.findings = try await copy.verify().filter { !$0.findings.isEmpty }
            report.journalBytes = try await copy.journalBytes()
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

    /// The size of the journal, as the server estimates it now.
    private func journalBytes() async throws -> Int {
        try await read { scope in
            let session = scope.session
            if session.server.vendor == .mysql {
                try session.execute("SET SESSION information_schema_stats_expiry = 0")
            }
            let tables = try session.rows("SELECT DISTINCT journal_table FROM \(scope.names.journal)")
                .map { try $0.get(0, as: String.self) }
            for table in tables { _ = try session.rows("ANALYZE TABLE \(scope.names.table(table))") }
            return try session.value(
                """
                SELECT CAST(COALESCE(SUM(DATA_LENGTH + INDEX_LENGTH), 0) AS SIGNED) FROM information_schema.TABLES
                WHERE TABLE_SCHEMA = \(bind: scope.names.schema ?? session.database)
                AND TABLE_NAME LIKE 'suture\\_journal\\_%'
                """
            ) ?? 0
        }
    }
}
