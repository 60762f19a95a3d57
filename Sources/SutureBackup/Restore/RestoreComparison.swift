import MySQLClient
import SutureCore

/// Compares a schema with the manifest of the backup that was restored into it.
struct RestoreComparison: Sendable {
    let manifest: BackupManifest
    let server: ServerIdentity

    /// True if definitions are compared: another version of a server may write them differently.
    var comparesDefinitions: Bool {
        manifest.server.vendor == server.vendor.rawValue && manifest.server.version == server.versionText
    }

    /// Throws if the schema differs.
    ///
    /// - Returns: The number of compared tables, and of their rows.
    /// - Throws: `BackupError` with `.restoreDiffers`, and a line for each difference; no line shows a value.
    func check(_ configuration: ConnectionConfiguration, _ database: String) async throws -> (tables: Int, rows: Int) {
        var configuration = configuration
        configuration.database = database
        let known = manifest.tables.filter { $0.content != nil }
        let sequences = manifest.sequences?.filter { $0.next != nil } ?? []
        let (tables, values, definitions) = try await Connection.withSession(configuration) { [manifest] session in
            (
                try SchemaFingerprint.readTables(known.map(\.name), of: database, in: session),
                try BackupSequences.read(sequences.map(\.name), of: database, in: session),
                try SchemaFingerprint.readDefinitions(
                    of: database,
                    tables: manifest.tables.map(\.name),
                    withObjects: manifest.selection == nil,
                    in: session
                )
            )
        }
        let contents = Dictionary(tables.map { ($0.name, $0) }) { first, _ in first }
        var differences = known.compactMap { table -> String? in
            guard let now = contents[table.name] else { return "\(table.name): the table is missing" }
            if let rows = table.rows, rows != now.rows {
                return "\(table.name): \(now.rows.of("row")) in place of \(rows.grouped)"
            }
            return now.content == table.content ? nil : "\(table.name): content differs"
        }
        differences += sequences.filter { values[$0.name] != $0.next }.map { "sequence \($0.name): another next value" }
        if comparesDefinitions { differences += self.differences(of: definitions) }
        guard differences.isEmpty else {
            throw BackupError(
                .restoreDiffers,
                "Schema \(database) is not what the manifest says after the restore.",
                remedy: "Do not use it; restore another backup.",
                details: Array(differences.prefix(50))
            )
        }
        return (tables.count, tables.reduce(0) { $0 + $1.rows })
    }

    private func differences(of definitions: [SchemaObject]) -> [String] {
        let tables = manifest.tables.map { SchemaObject(kind: "table", name: $0.name, definition: $0.definition) }
        let expected = Dictionary((tables + manifest.objects).map { ($0.title, $0.definition) }) { first, _ in first }
        let found = Dictionary(definitions.map { ($0.title, $0.definition) }) { first, _ in first }
        return Set(expected.keys).union(found.keys).filter { expected[$0] != found[$0] }.sorted()
            .map { title in
                expected[title] == nil
                    ? "\(title): is new" : found[title] == nil ? "\(title): is missing" : "\(title): definition differs"
            }
    }
}
