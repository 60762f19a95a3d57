extension MigrationRunner {
    /// Returns the keys that applied versions have retired, with the rows that replace them; read-only.
    ///
    /// - Parameters:
    ///   - table: The table, or nil for all.
    ///   - key: The retired key as text, or nil for all.
    ///   - limit: The maximum number to return; all are counted.
    /// - Returns: The redirects; none if no version was applied yet.
    /// - Throws: `MySQLError` when the server refuses.
    public func redirects(table: String? = nil, key: String? = nil, limit: Int = .max) async throws -> RedirectList {
        try await read { scope in
            let store = RedirectStore(session: scope.session, names: scope.names)
            guard try store.exists() else { return RedirectList(count: 0, redirects: []) }
            let filter = RedirectStore.Filter(table: table, key: key)
            var found: [Redirect] = []
            var last: UInt64? = 0
            while let after = last, found.count < limit {
                let page = try store.page(filter, after: after, limit: min(10_000, limit - found.count))
                found += page.redirects
                last = page.last
            }
            return RedirectList(count: try store.count(filter), redirects: found)
        }
    }
}
