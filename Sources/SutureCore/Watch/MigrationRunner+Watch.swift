import MySQLClient

extension MigrationRunner {
    /// Checks that the database still satisfies every applied migration, and that definitions are as the last run left
    /// them; read-only.
    ///
    /// After a run that died before its end, definitions to compare with are missing: the next recorded watch records
    /// the current ones.
    ///
    /// - Parameters:
    ///   - topics: The topics to check.
    ///   - thresholds: The counts from which a topic is a warning or an error; for other topics, a count of 1 is an
    ///   error.
    /// - Returns: The results, in the order of the topics.
    /// - Throws: `SutureError.Code.privilegeMissing` when the server hides the checked objects from the account, or the
    ///   server's error.
    public func watch(
        _ topics: [WatchTopic] = WatchTopic.allCases,
        thresholds: [WatchTopic: WatchThresholds] = [:]
    ) async throws -> [WatchResult] {
        try await read { try Watch(scope: $0, thresholds: thresholds).look(at: topics) }
    }

    /// Records the results of a watch, in `suture_watch` and `suture_findings`.
    ///
    /// If no migration was ever applied and nothing was found, there is nothing to watch, and no table is created.
    ///
    /// - Parameter results: The results.
    /// - Returns: The results with the times since when each topic has had its status, and the topics whose status has
    ///   changed since the last notification.
    /// - Throws: `SutureError.Code.privilegeMissing` when the account may not write, `SutureError.Code.locked`, or the
    ///   server's error.
    public func recordWatch(_ results: [WatchResult]) async throws -> (results: [WatchResult], changes: [WatchChange]) {
        try await read { scope in
            let store = WatchStore(scope)
            let isWatched = try StateTables(session: scope.session, names: scope.names).exist() || store.exists()
            guard isWatched || results.contains(where: { !$0.items.isEmpty }) else { return (results, []) }
            do {
                let recorded = try store.record(results)
                try RecordedDefinitions(scope).recordWhenStale()
                return (recorded, try store.untold(recorded))
            } catch let error as MySQLError where error.isPrivilege || error.isReadOnlyServer {
                throw SutureError(
                    .privilegeMissing,
                    "What was found cannot be recorded here: \(error.message)",
                    remedy: "Grant CREATE, SELECT, INSERT and UPDATE on the schema, or leave it unrecorded."
                )
            }
        }
    }

    /// Records that changes were reported.
    public func recordTold(_ changes: [WatchChange]) async throws {
        try await read { try WatchStore($0).recordTold(changes) }
    }

    /// Returns the past statuses of topics.
    ///
    /// - Parameter limit: The maximum number of periods and of findings.
    /// - Returns: The history; empty if no watch was recorded.
    /// - Throws: The server's error.
    public func watchHistory(limit: Int = 10_000) async throws -> WatchHistory {
        try await read { try WatchStore($0).history(limit: limit) }
    }
}
