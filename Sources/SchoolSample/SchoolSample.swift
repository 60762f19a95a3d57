import MySQLClient

/// The database of a school platform full of inconsistencies, for demonstrations and tests.
///
/// The data is the same on every server and at every installation: it comes from fixed word lists and fixed times. One
/// block contains some 2,400 rows with every kind of defect; `scale` blocks are installed, each with identifiers,
/// names, emails and invoice numbers of its own, so that the proportions of the defects stay:
/// - an institution stored four times ("ABC Academy") and one stored five times ("XYZ Language School"), among names
///   that are similar but not equal; courses, settings and enrolments collide once they are merged;
/// - enrolments of students and of courses that do not exist;
/// - users of role STUDENT without a student, students without a user, pairs that differ, a teacher's student row;
/// - references that no foreign key declares.
public struct SchoolSample: Sendable {
    /// The tables in the order in which they are created: a parent comes before its children.
    public static let tables: [String] = SampleTable.all.map(\.name)

    /// The maximum number of blocks that a four-digit suffix can distinguish.
    public static let maximumScale = 9_999

    /// The number of blocks to install.
    public var scale: Int

    /// The additional defects to install.
    public var troubles: Troubles

    /// Creates the description of a sample.
    ///
    /// - Parameters:
    ///   - scale: The number of blocks to install, from 1 to ``maximumScale``.
    ///   - troubles: Defects that stop a repair until someone decides; none by default.
    public init(scale: Int = 1, troubles: Troubles = []) {
        self.scale = scale
        self.troubles = troubles
    }

    /// Creates the tables and their rows in the session's current schema.
    ///
    /// The rows are stored in batches, one transaction each: a failed installation leaves what it stored, and the
    /// schema must be dropped before the next attempt. The client's memory does not grow with the scale.
    ///
    /// - Parameters:
    ///   - session: A session whose current schema is empty.
    ///   - progress: Called with a line for each finished table.
    /// - Throws: `SchoolSampleError` without a current schema, when it contains tables, or when the scale is out of
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
