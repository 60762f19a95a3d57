import MySQLClient

/// The database of a school platform that has gone bad, for demonstrations and tests.
///
/// The data is the same on every server and at every installation: it comes from fixed word lists and fixed times.
/// One block holds some 2,400 rows with every kind of trouble in it; `scale` blocks are installed, each with
/// identifiers, names, emails and invoice numbers of its own, so that the proportions of the troubles stay:
/// - an institution stored four times ("ABC Academy") and one stored five times ("XYZ Language School"), among names
///   that look alike and are not the same; courses, settings and enrolments collide once they are merged;
/// - enrolments of students and of courses that do not exist;
/// - users of role STUDENT without a student, students without a user, pairs that disagree, a teacher's student row;
/// - references that no foreign key declares.
public struct SchoolSample: Sendable {
    /// The tables in the order in which they are created: a parent comes before its children.
    public static let tables: [String] = SampleTable.all.map(\.name)

    /// The greatest number of blocks that a block's four-digit suffix can tell apart.
    public static let maximumScale = 9_999

    /// How many blocks are installed.
    public var scale: Int

    /// The additional troubles that are installed.
    public var troubles: Troubles

    /// Describes a sample.
    ///
    /// - Parameters:
    ///   - scale: How many blocks to install, from 1 to ``maximumScale``.
    ///   - troubles: Troubles that stop a repair until someone decides; none by default.
    public init(scale: Int = 1, troubles: Troubles = []) {
        self.scale = scale
        self.troubles = troubles
    }

    /// Creates the tables and their rows in the session's current schema.
    ///
    /// The rows are stored in batches, a transaction each: an installation that fails leaves what it stored, and the
    /// schema must be dropped before the next attempt. The client's memory does not grow with the scale.
    ///
    /// - Parameters:
    ///   - session: A session whose current schema is empty.
    ///   - progress: Is told what was done, a line for each table.
    /// - Throws: `SchoolSampleError` when there is no current schema, when it holds tables, or when the scale is out of
    ///   bounds; the server's error when a statement fails.
    public func install(in session: Session, progress: ((String) -> Void)? = nil) throws {
        try refuseUnlessReady(session)
        for table in SampleTable.all {
            try session.execute(Statement(table.definition))
        }
        progress?("\(SampleTable.all.count) tables created")
        for table in SampleTable.all {
            try BlockWriter(table: table, troubles: troubles).write(in: session)
            let rows = try BlockMultiplier(table: table, scale: scale).multiply(in: session)
            try KeyBuilder(table: table).addKeys(in: session)
            progress?("\(table.name): \(rows) rows")
        }
    }

    private func refuseUnlessReady(_ session: Session) throws {
        guard (1...Self.maximumScale).contains(scale) else {
            throw SchoolSampleError(
                .scaleOutOfBounds,
                "The scale \(scale) is not between 1 and \(Self.maximumScale)."
            )
        }
        guard let database = try session.database else {
            throw SchoolSampleError(.noDatabase, "No database is chosen. Name an empty one in the connection.")
        }
        let existing = try session.value(
            "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = \(database)",
            as: Int.self
        )
        guard existing == 0 else {
            throw SchoolSampleError(
                .schemaNotEmpty,
                "The schema \(database) holds tables already. The sample is installed in an empty schema only."
            )
        }
    }
}
