import MySQLClient

/// The AUTO_INCREMENT counter of a table, which explicit keys move and a rollback has to restore.
enum TableCounter {
    /// Returns the counter as in SHOW CREATE TABLE, or nil if it shows none.
    static func read(_ table: Table, in session: Session) throws -> UInt64? {
        let row = try session.firstRow("SHOW CREATE TABLE \(table: table)")
        guard let definition = try row?.get(1, as: String.self), let place = place(in: definition) else { return nil }
        return UInt64(definition[place].filter(\.isNumber))
    }

    /// Returns the place of the counter in a definition by SHOW CREATE TABLE, such as `AUTO_INCREMENT=7 `.
    ///
    /// It is among the options, which begin the last line that starts with a closing parenthesis: before the comment,
    /// which may contain any text, and before the partitions.
    static func place(in definition: String) -> Range<String.Index>? {
        guard let options = definition.ranges(of: "\n) ").last?.upperBound else { return nil }
        let end = definition[options...].firstRange(of: " COMMENT='")?.lowerBound ?? definition.endIndex
        return definition[options..<end].firstRange(of: #/AUTO_INCREMENT=[0-9]+ /#)
    }

    /// Returns whether a change writes keys that may move the counter.
    static func isMoved(by kind: ChangeKind, of columns: [String], in table: Table) -> Bool {
        kind == .insert || kind == .update && columns.contains { table.column($0)?.isAutoIncrement == true }
    }

    /// Restores the counter; the server never sets it below the largest key in use.
    static func restore(_ table: Table, to counter: UInt64?, _ context: StepContext) throws {
        guard try read(table, in: context.session) != counter else { return }
        try context.define("ALTER TABLE \(table: table) AUTO_INCREMENT = \(raw: String(counter ?? 1))")
    }
}
