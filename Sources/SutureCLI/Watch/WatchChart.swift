import SutureCore

/// The results of one check over time, as a row of bars.
struct WatchChart {
    private static let bars = Array("▁▂▃▄▅▆▇█")
    static let width = 40

    let periods: [WatchHistory.Period]
    /// The time that the chart spans, in seconds since 1970.
    let span: ClosedRange<Int>

    /// The bars; a time before the first check is blank.
    var text: String {
        let most = max(1, periods.map(\.found).max() ?? 0)
        return String((0..<Self.width).map { bar(at: $0, most) })
    }

    private func bar(at column: Int, _ most: Int) -> Character {
        let length = span.upperBound - span.lowerBound + 1
        let from = span.lowerBound + length * column / Self.width
        let to = max(from, span.lowerBound + length * (column + 1) / Self.width - 1)
        // The worst result within the time of the column, or otherwise the last result before it.
        let within = periods.filter { $0.seconds.overlaps(from...to) }.map(\.found).max()
        guard let found = within ?? periods.last(where: { $0.seconds.upperBound < from })?.found else { return " " }
        guard found > 0 else { return Self.bars[0] }
        return Self.bars[1 + (found * (Self.bars.count - 2)) / most]
    }
}
