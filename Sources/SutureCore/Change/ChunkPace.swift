/// Chooses the number of rows in a chunk, so that each chunk takes about the intended time.
struct ChunkPace {
    private(set) var rows: UInt64
    private let most: UInt64
    private let target: Duration

    init(settings: RunSettings) {
        most = UInt64(max(1, settings.chunkRows))
        rows = min(2_000, most)
        target = settings.chunkTime
    }

    /// Halves the next chunk, to find the row that caused a failure.
    ///
    /// - Returns: True if the chunk had more than one row.
    mutating func narrow() -> Bool {
        guard rows > 1 else { return false }
        rows /= 2
        return true
    }

    /// Runs a chunk's work and adapts the size of the next chunk: smaller at once, larger by half at most.
    mutating func measure<Result>(_ work: () throws -> Result) rethrows -> Result {
        let clock = ContinuousClock()
        let start = clock.now
        let result = try work()
        let elapsed = clock.now - start
        if elapsed > target * 2 {
            rows = max(min(100, most), rows / 2)
        } else if elapsed < target {
            rows = min(most, rows + rows / 2 + 1)
        }
        return result
    }
}
