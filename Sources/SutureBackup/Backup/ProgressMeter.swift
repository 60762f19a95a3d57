import Synchronization

/// Reports a backup's progress a few times a second, however small its pieces are.
final class ProgressMeter: Sendable {
    private let began: ContinuousClock.Instant
    private let totalTables: Int
    private let report: (@Sendable (BackupProgress) -> Void)?
    private let lastReport: Mutex<ContinuousClock.Instant>

    private static let interval = Duration.milliseconds(250)

    init(began: ContinuousClock.Instant, totalTables: Int, report: (@Sendable (BackupProgress) -> Void)?) {
        self.began = began
        self.totalTables = totalTables
        self.report = report
        lastReport = Mutex(began)
    }

    /// Reports unless the last report is younger than the interval.
    func update(_ content: DumpFile.Content) {
        guard report != nil else { return }
        let now = ContinuousClock.now
        let isDue = lastReport.withLock { last in
            guard last.duration(to: now) >= Self.interval else { return false }
            last = now
            return true
        }
        if isDue {
            finish(content)
        }
    }

    /// Reports without regard to the interval.
    func finish(_ content: DumpFile.Content) {
        report?(
            BackupProgress(
                bytes: content.bytes,
                tables: content.scanner.tables.count,
                totalTables: totalTables,
                elapsed: began.duration(to: .now)
            )
        )
    }
}
