import MySQLClient

/// Reverts one change from its journal, the last chunk first.
struct RevertExecutor {
    let context: StepContext

    private var session: Session { context.session }

    /// Reverts a change, continuing from where the last attempt stopped, and removes its entry.
    func revert(_ journalled: JournalEntry) throws {
        var entry = journalled
        try begin(&entry)
        // A finished change has already dropped it.
        if journalled.state != .done {
            let staged = "suture_stage_\(context.version)_\(context.ordinal)_\(entry.round)_\(entry.ordinal)"
            try OwnTable(name: context.names.table(staged)).drop(in: session)
        }
        if entry.hasRows {
            try withFormerDates { try revertChunks(&entry) }
        }
        // A chunk that was rolled back has moved the counter too.
        if entry.kind != .delete, entry.lastSequence > 0 {
            let table = try context.schema.table(entry.table)
            if TableCounter.isMoved(by: entry.kind, of: entry.changedColumns, in: table) {
                try TableCounter.restore(table, to: entry.tableCounter, context)
            }
        }
        try context.journal.remove(entry)
    }

    /// Records that the change is being reverted, before the first of its tables is dropped.
    ///
    /// Otherwise, a run that follows one killed here would conclude that somebody dropped them.
    private func begin(_ entry: inout JournalEntry) throws {
        guard entry.state != .reverting else { return }
        if !entry.hasRows { entry.position = 0 }
        entry.state = .reverting
        let begun = entry
        try context.chunk { try context.journal.save(begun) }
    }

    /// The server's errors for a row that conflicts with another one.
    private static let obstacles: Set<MySQLError.Code> = [.duplicateEntry, .rowIsReferenced, .noReferencedRow]

    private static func isInTheWay(_ error: any Error) -> Bool {
        (error as? MySQLError).map { obstacles.contains($0.code) } ?? (error is MissingReference)
    }

    private func obstructed(_ entry: JournalEntry, _ error: any Error) -> SutureError {
        let reason = (error as? MySQLError)?.message ?? "the row to which it refers is gone"
        return SutureError(
            .conflict,
            "A row of \(entry.table) could not be put back, by what was written meanwhile: \(reason)",
            remedy: "Run down again: it lists the conflicts, and goes on from here.",
            outcome: .failed
        )
    }

    private func revertChunks(_ entry: inout JournalEntry) throws {
        let table = try context.schema.table(entry.table)
        let columns = try JournalledColumns(entry, context.names, in: session)
        try columns.requireUnchanged(in: table)
        let broken = BrokenKeys(of: entry, table, in: columns)
        var statements = RevertStatements(entry: entry, table: table, names: context.names, broken: broken)
        let overwrites = try context.conflictPolicy == .restore && hasConflicts(entry, statements)
        if overwrites {
            try session.execute(statements.createOverwritten)
        }
        let total = Int(entry.position)
        var pace = ChunkPace(settings: context.settings)
        while entry.position > 0 {
            let last = entry.position
            let most = pace.rows
            do {
                entry = try pace.measure {
                    try context.chunk(shrinking: most) { rows in
                        let first = last > rows ? last - rows + 1 : 1
                        try prepare(statements, first...last, overwrites: overwrites)
                        try putBack(statements, first...last, overwrites: overwrites)
                        var moved = entry
                        moved.position = first - 1
                        try context.journal.save(moved)
                        return moved
                    }
                }
            } catch  where Self.isInTheWay(error) {
                if entry.kind == .update, !statements.startsWithLast {
                    statements.startsWithLast = true
                    continue
                }
                // Rows that conflict within one statement do not conflict one after the other, the last first.
                if pace.narrow() { continue }
                guard overwrites, let moved = try exchange(statements, entry) else { throw obstructed(entry, error) }
                entry = moved
            }
            context.report(.changed(name: "undo \(entry.name)", rows: total - Int(entry.position), of: total))
        }
    }

    /// Restores the last row of a change together with those of its rows that have its unique values.
    private func exchange(_ statements: RevertStatements, _ entry: JournalEntry) throws -> JournalEntry? {
        do {
            return try ValueExchange(context: context, statements: statements, position: entry.position)
                .putBackLast { try prepare(statements, $0, overwrites: true) }
        } catch  where Self.isInTheWay(error) {
            return nil
        }
    }

    /// Allows dates that the server once accepted, such as the 30th of February from an application with a looser mode.
    private func withFormerDates(_ body: () throws -> Void) throws {
        let mode: String = try session.value("SELECT @@session.sql_mode") ?? ""
        try session.execute("SET SESSION sql_mode = CONCAT(@@session.sql_mode, ',ALLOW_INVALID_DATES')")
        defer { _ = try? session.execute("SET SESSION sql_mode = \(mode)") }
        try body()
    }

    private func hasConflicts(_ entry: JournalEntry, _ statements: RevertStatements) throws -> Bool {
        let count: Int = try session.value(statements.countConflicts(1...entry.position, locks: false)) ?? 0
        return count > 0
    }

    /// Saves the current rows of a chunk that are to be overwritten, and checks whether they may be restored.
    private func prepare(_ statements: RevertStatements, _ range: ClosedRange<UInt64>, overwrites: Bool) throws {
        let entry = statements.entry
        switch context.conflictPolicy {
        case .restore where overwrites:
            try session.execute(statements.keepOverwritten(range))
        case .stop, .restore:
            let count: Int = try session.value(statements.countConflicts(range, locks: true)) ?? 0
            guard count == 0 else {
                throw SutureError(
                    .conflict,
                    "\(count.of("row")) of \(entry.table) \(count.verb("was", "were")) edited while being taken back; the chunk was rolled "
                        + "back.",
                    remedy: "Run down again: it lists them, and goes on from here.",
                    outcome: .failed
                )
            }
        case .keep:
            break
        }
        if entry.kind == .update {
            try DependentRows(context: context).requireNone(entry, statements.table, range: range, isApplied: true)
        }
    }

    /// Restores the rows of a chunk: with the checks off only those that had dangling references before.
    private func putBack(_ statements: RevertStatements, _ range: ClosedRange<UInt64>, overwrites: Bool) throws {
        let hasMarked = try !statements.broken.keys.isEmpty && (session.value(statements.countMarked(range)) ?? 0) > 0
        if hasMarked {
            try session.withoutForeignKeyChecks {
                for statement in statements.putBack(range, .marked, overwrites: overwrites) {
                    try session.execute(statement)
                }
            }
        }
        for statement in statements.putBack(range, hasMarked ? .unmarked : .all, overwrites: overwrites) {
            try session.execute(statement)
        }
        guard hasMarked else { return }
        let references = RestoredReferences(
            entry: statements.entry,
            table: statements.table,
            names: context.names,
            broken: statements.broken
        )
        for count in references.countMissing(where: statements.within(range, .marked)) {
            guard try session.value(count) ?? 0 == 0 else { throw MissingReference() }
        }
    }
}
