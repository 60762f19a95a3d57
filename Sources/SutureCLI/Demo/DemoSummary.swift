/// A summary of the demo, one line per stage, with counts and times.
struct DemoSummary {
    private var lines: [(stage: String, result: String, duration: Duration)] = []

    mutating func add(_ stage: String, _ result: String, _ duration: Duration) {
        lines.append((stage, result, duration))
    }

    func show() {
        Terminal.print()
        Terminal.print(Terminal.bold("Summary"))
        var table = TextTable(rightAligned: [2], indent: 2)
        for line in lines {
            table.add(line.stage, line.result, line.duration.readable)
        }
        Terminal.print(table.text)
    }
}
