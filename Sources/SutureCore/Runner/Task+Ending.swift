extension Task where Success == Void, Failure == Never {
    /// Runs a body beside the task, and ends the task with it.
    ///
    /// When this returns, the task has closed its connections; those of a process that exits count as aborted.
    func ending<Result>(with body: () async throws -> Result) async rethrows -> Result {
        do {
            let result = try await body()
            await end()
            return result
        } catch {
            await end()
            throw error
        }
    }

    private func end() async {
        cancel()
        await value
    }
}
