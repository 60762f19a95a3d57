import MySQLClient
import SutureCore

/// The collation that an ALTER TABLE statement gives to the text columns of a table, or to one of them.
struct CollationChange {
    private let table: String
    /// The column; nil for all text columns.
    private let column: String?
    private let characterSet: String?
    private let collation: String?

    /// Reads a statement; nil when it changes no collation.
    init?(_ statement: Statement) {
        let alteration = #/\s*ALTER\s+(?:ONLINE\s+|IGNORE\s+)*TABLE\s+`?(?<table>[^\s`.]+)`?\s+(?<rest>.*)/#
            .ignoresCase().dotMatchesNewlines()
        guard let match = statement.text.wholeMatch(of: alteration) else { return nil }
        table = String(match.table)
        let conversion = #/CONVERT\s+TO\s+(?:CHARACTER\s+SET|CHARSET)\s+(?<set>\w+)(?:\s+COLLATE\s+(?<collation>\w+))?/#
            .ignoresCase()
        if let found = match.rest.firstMatch(of: conversion) {
            column = nil
            characterSet = String(found.set)
            collation = found.collation.map(String.init)
            return
        }
        let modification =
            #/(?:MODIFY\s+|CHANGE\s+)(?:COLUMN\s+)?`?(?<column>[^\s`]+)`?\s.*?\bCOLLATE\s+(?<collation>\w+)/#
            .ignoresCase().dotMatchesNewlines()
        guard let found = match.rest.firstMatch(of: modification) else { return nil }
        column = String(found.column)
        collation = String(found.collation)
        characterSet = nil
    }

    /// Returns a blocker for each unique key under which rows would be equal in the new collation.
    func notes(_ context: StepContext) throws -> [Note] {
        guard let table = try context.schema.find(table) else { return [] }
        let (characterSet, collation) = try names(context.session)
        return try table.indexes
            .filter { $0.isUnique && $0.columnNames.count == $0.parts.count && changes($0, of: table) }
            .compactMap { index in
                let terms = index.parts.map { term($0, of: table, characterSet, collation) }
                    .joined(separator: ", ")
                let isSet = index.columnNames.map { "\(identifier: $0) IS NOT NULL" as Statement }
                    .joined(separator: " AND ")
                let count: Int =
                    try context.session.value(
                        """
                        SELECT COALESCE(SUM(n), 0) FROM (SELECT COUNT(*) AS n FROM \(table: table) AS t WHERE \(isSet)
                        GROUP BY \(terms) HAVING COUNT(*) > 1) AS g
                        """
                    ) ?? 0
                guard count > 0 else { return nil }
                return Note(
                    .blocker,
                    .duplicatesRemain,
                    "\(count.of("row")) of \(table.name) would be equal to others under the unique key \(index.name) in the "
                        + "collation \(collation).",
                    remedy: "Merge them by a MergeDuplicates step before, or choose a collation that tells them apart."
                )
            }
    }

    private func names(_ session: Session) throws -> (characterSet: String, collation: String) {
        let named = try collation.flatMap { name -> String? in
            try session.value(
                "SELECT CHARACTER_SET_NAME FROM information_schema.COLLATIONS WHERE COLLATION_NAME = \(name)"
            )
        }
        let characterSet = characterSet ?? named ?? "utf8mb4"
        let standard: String? = try session.value("SELECT COLLATION(CONVERT('' USING \(raw: characterSet)))")
        return (characterSet, collation ?? standard ?? "\(characterSet)_bin")
    }

    private func changes(_ column: Column) -> Bool {
        column.isText && self.column.map { $0.lowercased() == column.name.lowercased() } ?? true
    }

    private func changes(_ index: Index, of table: Table) -> Bool {
        index.columnNames.compactMap(table.column).contains(where: changes)
    }

    private func term(_ part: Index.Part, of table: Table, _ characterSet: String, _ collation: String) -> Statement {
        var value: Statement = "t.\(identifier: part.column ?? "")"
        if let prefix = part.prefix { value = "LEFT(\(value), \(raw: String(prefix)))" }
        guard let column = table.column(part.column ?? ""), changes(column) else { return value }
        return "CONVERT(\(value) USING \(raw: characterSet)) COLLATE \(raw: collation)"
    }
}
