import MySQLClient

/// The result of checking that each retired key leads to an existing row, and that none of them is in use again.
public struct RedirectVerification: Sendable, Encodable {
    /// Some redirects of one kind, and their total number.
    public struct Cases: Sendable, Encodable {
        /// The number of redirects.
        public fileprivate(set) var count = 0
        /// The first ten.
        public fileprivate(set) var first: [Redirect] = []

        fileprivate mutating func add(_ redirect: Redirect) {
            count += 1
            if first.count < 10 { first.append(redirect) }
        }
    }

    /// The number of retired keys.
    public fileprivate(set) var retired = 0
    /// Retired keys that a row of their table has again: its author uses a key that refers to another row.
    public fileprivate(set) var reused = Cases()
    /// Retired keys whose survivor was deleted since, or whose table is missing.
    public fileprivate(set) var lost = Cases()
    /// The number of unchecked keys: composite keys, and keys that are neither whole numbers nor text.
    public fileprivate(set) var unchecked = 0
}

extension MigrationRunner {
    /// Checks that retired keys lead to existing rows, and are not in use again; read-only, page by page.
    ///
    /// - Throws: `MySQLError` when the server refuses.
    public func verifyRedirects() async throws -> RedirectVerification {
        try await read { scope in
            let store = RedirectStore(session: scope.session, names: scope.names)
            guard try store.exists() else { return RedirectVerification() }
            var check = RedirectCheck(store: store, schema: try scope.schema)
            var last: UInt64? = 0
            while let after = last {
                let page = try store.page(RedirectStore.Filter(), after: after, limit: 5000)
                try check.look(at: page.redirects)
                last = page.last
            }
            return check.found
        }
    }
}

/// Looks pages of redirects up in their tables.
private struct RedirectCheck {
    let store: RedirectStore
    let schema: Schema
    var found = RedirectVerification()

    mutating func look(at page: [Redirect]) throws {
        found.retired += page.count
        for (name, redirects) in Dictionary(grouping: page, by: \.table).sorted(by: { $0.key < $1.key }) {
            guard let table = try? schema.table(name) else {
                redirects.forEach { found.lost.add($0) }
                continue
            }
            guard let column = Self.readableKey(of: table), redirects.allSatisfy({ $0.keyParts == 1 }) else {
                found.unchecked += redirects.count
                continue
            }
            let present = try keys(of: table, column, among: Set(redirects.flatMap { [$0.key, $0.survivor] }))
            for redirect in redirects {
                if !present.contains(redirect.survivor) { found.lost.add(redirect) }
                // A change of keys may have given one row the key that it took from another.
                if present.contains(redirect.key), try !store.hasSurvivor(redirect.key, in: name) {
                    found.reused.add(redirect)
                }
            }
        }
    }

    /// Returns the single column of a primary key that is compared as it is written.
    private static func readableKey(of table: Table) -> Column? {
        guard table.keyColumns.count == 1, let column = table.column(table.keyColumns[0]) else { return nil }
        let isNumber = ["tinyint", "smallint", "mediumint", "int", "bigint"].contains(column.dataType)
        return isNumber || column.isText ? column : nil
    }

    /// Returns those of some keys that rows of a table have, byte for byte.
    private func keys(of table: Table, _ column: Column, among wanted: Set<String>) throws -> Set<String> {
        let list = wanted.map { column.isText ? "\($0)" as Statement : "\(raw: String(Int128($0) ?? 0))" }
            .joined(separator: ", ")
        let rows = try store.session.rows(
            """
            SELECT CAST(\(identifier: column.name) AS CHAR) AS k FROM \(table: table)
            WHERE \(identifier: column.name) IN (\(list))
            """
        )
        return Set(try rows.map { try $0.get("k", as: String.self) }).intersection(wanted)
    }
}

extension RedirectStore {
    /// Returns whether a key is the survivor of a retired one.
    fileprivate func hasSurvivor(_ key: String, in table: String) throws -> Bool {
        try session.value(
            "SELECT EXISTS (SELECT 1 FROM \(names.redirects) WHERE table_name = \(table) AND survivor_key = \(key))",
            as: Int.self
        ) == 1
    }
}
