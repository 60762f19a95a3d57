import MySQLClient

/// Checks that the server's disk has space for a copy of tables, where that can be known.
struct ScratchSpace {
    let session: Session
    let schema: String

    /// Throws if there is clearly too little space for a copy.
    ///
    /// The copy needs as much as the tables, by the server's estimate, and the journal in addition. The free space is
    /// known if the server is on this machine; otherwise nothing is refused.
    /// - Parameters:
    ///   - tables: The tables to copy.
    ///   - share: The part of their rows, from 0 to 1.
    /// - Throws: `SutureError.Code.spaceMissing`.
    func require(for tables: [Table], share: Double) throws {
        guard let (folder, free) = try room() else { return }
        let needed = Int64(Double(try bytes(of: tables)) * share)
        guard needed > free else { return }
        throw SutureError(
            .spaceMissing,
            "A copy of \(tables.count.of("table")) takes at least \(needed >> 20) MiB, and the server's disk (\(folder)) "
                + "has \(free >> 20) MiB free; nothing was made.",
            remedy: "Free space there, rehearse a part of the rows with --sample, or work on a private server: "
                + "rehearse --private."
        )
    }

    /// Returns the folder of the server's data and the free space on its disk; nil unless the server is on this
    /// machine.
    private func room() throws -> (folder: String, free: Int64)? {
        guard let row = try session.firstRow("SELECT @@hostname, @@datadir"),
            let host: String = try row.get(0, as: String?.self), host == DiskSpace.hostName,
            let folder: String = try row.get(1, as: String?.self), let free = DiskSpace.free(in: folder)
        else {
            return nil
        }
        return (folder, free)
    }

    private func bytes(of tables: [Table]) throws -> Int64 {
        let wanted = Set(tables.map(\.name))
        return
            try session.rows(
                """
                SELECT TABLE_NAME, CAST(COALESCE(DATA_LENGTH + INDEX_LENGTH, 0) AS SIGNED)
                FROM information_schema.TABLES WHERE TABLE_SCHEMA = \(schema)
                """
            )
            .filter { wanted.contains(try $0.get(0)) }
            .reduce(0) { $0 + (try $1.get(1, as: Int64.self)) }
    }
}
