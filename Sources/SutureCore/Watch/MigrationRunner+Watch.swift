import MySQLClient

extension MigrationRunner {
    /// Looks whether what applied migrations promise still is so, and whether definitions are as the last run left them;
    /// reads only.
    ///
    /// A run that died before its end has left no definitions to compare with: those are recorded that the next recorded
    /// watch finds.
    ///
    /// - Parameters:
    ///   - topics: What to look at.
    ///   - thresholds: From how many on what is found is a warning or an error; for topics without any, from 1 on an error.
    /// - Returns: What was found, in the order of the topics.
    /// - Throws: `SutureError.Code.privilegeMissing` when the server hides from the account what is looked at, or the server's
    ///   error.
    public func watch(
        _ topics: [WatchTopic] = WatchTopic.allCases,
        thresholds: [WatchTopic: WatchThresholds] = [:]
    ) async throws -> [WatchResult] {
        try await read { try Watch(scope: $0, thresholds: thresholds).look(at: topics) }
    }

    /// Records what a watch has found, in `suture_watch` and `suture_findings`.
    ///
    /// Where no migration was ever applied and nothing was found, there is nothing to watch, and no table is made.
    ///
    /// - Parameter results: What was found.
    /// - Returns: The same with the times since when each topic has stood so, and the topics that stand another way than
    ///   when somebody was last told of them.
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

    /// Records that somebody was told of changes.
    public func recordTold(_ changes: [WatchChange]) async throws {
        try await read { try WatchStore($0).recordTold(changes) }
    }

    /// How topics stood in the past.
    ///
    /// - Parameter limit: The most periods and the most findings.
    /// - Returns: Nothing when no watch was recorded.
    /// - Throws: The server's error.
    public func watchHistory(limit: Int = 10_000) async throws -> WatchHistory {
        try await read { try WatchStore($0).history(limit: limit) }
    }
}
