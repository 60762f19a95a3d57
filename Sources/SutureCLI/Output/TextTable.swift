import SutureCore

/// Lines of text in columns.
struct TextTable {
    private var rows: [[String]] = []
    private let rightAligned: Set<Int>
    private let indent: String

    /// Creates a table; the columns with the given numbers are right-aligned.
    init(rightAligned: Set<Int> = [], indent: Int = 0) {
        self.rightAligned = rightAligned
        self.indent = String(repeating: " ", count: indent)
    }

    mutating func add(_ cells: String...) {
        add(cells)
    }

    mutating func add(_ cells: [String]) {
        rows.append(cells)
    }

    /// The lines, without trailing blanks.
    var text: String {
        let width = rows.map(\.count).max() ?? 0
        let widths = (0..<width)
            .map { column in
                rows.compactMap { $0.indices.contains(column) ? $0[column].count : nil }.max() ?? 0
            }
        return
            rows.map { row in
                let cells = row.enumerated()
                    .map { column, cell in
                        let padding = String(repeating: " ", count: widths[column] - cell.count)
                        return rightAligned.contains(column) ? padding + cell : cell + padding
                    }
                var line = indent + cells.joined(separator: "  ")
                while line.last == " " { line.removeLast() }
                return line
            }
            .joined(separator: "\n")
    }
}

extension Duration {
    /// The time for display: `12 ms`, `3.4 s`, `2 min 5 s`.
    var readable: String {
        let total = milliseconds
        if total < 1000 { return "\(total) ms" }
        if total < 60_000 { return "\(total / 1000).\(total % 1000 / 100) s" }
        return "\(total / 60_000) min \(total / 1000 % 60) s"
    }
}
