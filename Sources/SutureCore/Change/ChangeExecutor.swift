import MySQLClient

/// Applies one change: stages the keys, then journals and changes the rows chunk by chunk.
struct ChangeExecutor {
    let context: StepContext

    private var session: Session { context.session }

    /// Applies a change, continuing from where the last attempt stopped.
    ///
    /// - Returns: The number of rows that this change has changed in all its attempts.
    func apply(_ change: TableChange, round: Int, ordinal: Int) throws -> PlannedChange {
        let table = try context.schema.table(change.table)
        try table.requireRepairable()
        try requireUnreferenced(change, table)
        let begun = try context.journal.find(round: round, ordinal: ordinal)
        if begun == nil {
            guard try hasSource(change, round), try change.hasRows(in: session) else {
                return PlannedChange(name: change.name, table: table.name, kind: change.kind, rows: 0)
            }
            try FiredTriggers(context: context).requireAccepted(by: change)
        }
        var entry =
            try begun
            ?? context.journal.begin(change, table: table, round: round, ordinal: ordinal)
        guard entry.table == table.name, entry.kind == change.kind else {
            throw SutureError(
                .stateInvalid,
                "Change \(ordinal) of step \(context.ordinal) was \(entry.kind.rawValue) of \(entry.table) when it began, "
                    + "and is now \(change.kind.rawValue) of \(change.table).",
                remedy: "Put the migration's file back as it was, and run up again.",
                outcome: .failed
            )
        }
        let staged = context.names.table("suture_stage_\(context.version)_\(context.ordinal)_\(round)_\(ordinal)")
        if entry.state == .staging {
            try stage(change, &entry, table, into: staged)
        }
        if entry.state == .changing {
            try applyChunks(change, &entry, table, staged)
        }
        return entry.planned
    }

    private func stage(_ change: TableChange, _ entry: inout JournalEntry, _ table: Table, into staged: Statement)
        throws
    {
        try context.checkpoint()
        let journal = JournalTable(session: session, names: context.names)
        try journal.createStage(staged, table: table)
        let keys = table.keyColumns.indices.map { "key_\($0 + 1)" }
        do {
            try context.inFragments {
                _ = try session.execute("INSERT INTO \(staged) (\(identifiers: keys)) \(change.stage)")
            }
        } catch let error as MySQLError where error.isRefusedByGroup {
            guard session.server.groupMember != nil else { throw error }
            try stageInParts(change, keys, into: staged)
        }
        entry.lastSequence =
            try session.value("SELECT MAX(\(identifier: JournalColumn.sequence)) FROM \(staged)") ?? 0
        if entry.lastSequence == 0 {
            try OwnTable(name: staged).drop(in: session)
            entry.state = .done
        } else {
            let broken = BrokenKeys(of: entry, table, in: try context.schema)
            try journal.create(entry, table: table, hasSurvivors: change.survivors != nil, broken: broken)
            entry.state = .changing
        }
        try context.chunk { try context.journal.save(entry) }
    }

    /// Collects the keys in a temporary table, which is not replicated, and copies them from there in chunks: a
    /// replication group limits the size of a transaction.
    private func stageInParts(_ change: TableChange, _ keys: [String], into staged: Statement) throws {
        let whole: Statement = "suture_stage_whole"
        try session.execute("DROP TEMPORARY TABLE IF EXISTS \(whole)")
        try session.execute("CREATE TEMPORARY TABLE \(whole) LIKE \(staged)")
        try session.execute("INSERT INTO \(whole) (\(identifiers: keys)) \(change.stage)")
        let sequence: Statement = "\(identifier: JournalColumn.sequence)"
        let last: UInt64 = try session.value("SELECT MAX(\(sequence)) FROM \(whole)") ?? 0
        var position: UInt64 = 0
        while position < last {
            position = try context.chunk(shrinking: UInt64(context.settings.chunkRows)) { rows in
                let end = position + rows
                try session.execute(
                    "INSERT INTO \(staged) SELECT * FROM \(whole) WHERE \(sequence) > \(position) AND \(sequence) <= \(end)"
                )
                return end
            }
        }
        try session.execute("DROP TEMPORARY TABLE \(whole)")
    }

    private func applyChunks(
        _ change: TableChange,
        _ entry: inout JournalEntry,
        _ table: Table,
        _ staged: Statement
    ) throws {
        let chunk = ChunkStatements(
            change: change,
            entry: entry,
            table: table,
            staged: staged,
            names: context.names,
            broken: try brokenKeys(of: entry, table)
        )
        var pace = ChunkPace(settings: context.settings)
        while entry.position < entry.lastSequence {
            let first = entry.position + 1
            let most = pace.rows
            do {
                entry = try pace.measure {
                    try context.chunk(shrinking: most) { rows in
                        let last = min(entry.lastSequence, entry.position + rows)
                        var moved = entry
                        moved.position = last
                        moved.changedRows += try apply(change, chunk, first...last)
                        try context.journal.save(moved)
                        return moved
                    }
                }
            } catch MySQLError.Code.duplicateEntry where change.leavesTakenValues {
                // The application has taken a unique value that a row would get; the next round finds the two as
                // duplicates.
                guard !pace.narrow() else { continue }
                entry.position = first
                context.rowsLeft += 1
                try context.chunk { try context.journal.save(entry) }
            } catch MySQLError.Code.duplicateEntry where change.requiresValues {
                guard !pace.narrow() else { continue }
                throw SutureError(
                    .collision,
                    "\(change.name): another row of \(table.name) has taken a unique value since the run settled what each row gets.",
                    remedy: "Change that row, or merge it with the other, and run up again.",
                    outcome: .failed
                )
            }
            context.report(.changed(name: change.name, rows: entry.changedRows, of: Int(entry.lastSequence)))
        }
        try OwnTable(name: staged).drop(in: session)
        entry.state = .done
        try context.chunk { try context.journal.save(entry) }
    }

    /// Returns the foreign keys that the journal marks, which an older Suture may have created.
    private func brokenKeys(of entry: JournalEntry, _ table: Table) throws -> BrokenKeys {
        let declared = BrokenKeys(of: entry, table, in: try context.schema)
        guard !declared.keys.isEmpty else { return declared }
        return BrokenKeys(of: entry, table, in: try JournalledColumns(entry, context.names, in: session))
    }

    private func apply(_ change: TableChange, _ chunk: ChunkStatements, _ range: ClosedRange<UInt64>) throws -> Int {
        var journalled = try execute(chunk.journalRows(range))
        let dependent = DependentRows(context: context)
        if change.passesOverReferredRows, journalled > 0 {
            journalled -= try dependent.passOver(chunk.entry, chunk.table, range: range)
        }
        guard journalled > 0 else { return 0 }
        if change.kind != .insert {
            try dependent.requireNone(chunk.entry, chunk.table, range: range, isApplied: false)
        }
        let changed = try execute(chunk.changeRows(range))
        guard changed == journalled else {
            throw SutureError(
                .journalMismatch,
                "\(change.name): \(journalled.of("row")) \(journalled.verb("was", "were")) journalled, but the \(change.kind.rawValue) of \(change.table) "
                    + "found \(changed); the chunk was rolled back.",
                remedy: "Look for triggers on \(change.table) that change its rows, then run up again.",
                outcome: .failed
            )
        }
        if let completion = chunk.completeJournal(range) {
            _ = try execute(completion)
        }
        let redirects = RedirectStatements(change: change, entry: chunk.entry, table: chunk.table, names: context.names)
        if let record = try redirects.record(range) {
            _ = try execute(record)
        }
        return journalled
    }

    /// Executes a statement; a warning is treated as a failure, since it may report a truncated value.
    private func execute(_ statement: Statement) throws -> Int {
        let result = try session.execute(statement)
        if result.warningCount > 0 {
            // Deprecation warnings, and warnings about statement-based replication, do not concern values.
            let harmless: Set<UInt32> = [1287, 1592, 1681, 3719]
            let warnings = try session.warnings()
                .filter { $0.level == .warning && !harmless.contains($0.code.rawValue) }
            if let warning = warnings.first {
                throw SutureError(
                    .journalMismatch,
                    "The server warned (\(warning.code.rawValue)): \(warning.message); the chunk was rolled back.",
                    remedy: "Make the values fit their columns, then run up again.",
                    outcome: .failed
                )
            }
        }
        return Int(result.matchedRows)
    }

    /// Throws if foreign keys refer to an updated column: their cascades would not be journalled.
    private func requireUnreferenced(_ change: TableChange, _ table: Table) throws {
        guard change.kind == .update, !change.movesKeys else { return }
        let changed = Set(change.assignments.map(\.column))
        for key in try context.schema.references(to: table.name) where !changed.isDisjoint(with: key.parentColumns) {
            throw SutureError(
                .unsupported,
                "\(change.name) changes \(table.name).\(key.parentColumns.joined(separator: ", ")), to which the foreign "
                    + "key \(key.name) of \(key.table) refers.",
                remedy: "Change the referring rows by a step of their own, or drop \(key.name) first."
            )
        }
    }

    /// Returns whether the rows that the change restores were deleted.
    private func hasSource(_ change: TableChange, _ round: Int) throws -> Bool {
        guard let ordinal = change.takenOutBy else { return true }
        return try context.journal.find(round: round, ordinal: ordinal)?.hasRows == true
    }
}
