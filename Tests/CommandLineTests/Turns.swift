/// Lets few tests use the servers at once, so that a small machine is not swamped with processes.
actor Turns {
    static let shared = Turns(limit: 3)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    private init(limit: Int) { free = limit }

    /// Runs a body when it is its turn.
    nonisolated func take<Result>(_ body: () async throws -> Result) async throws -> Result {
        await enter()
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        await leave()
        return try result.get()
    }

    private func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
