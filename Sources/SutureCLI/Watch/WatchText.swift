import SutureCore

/// Formats the results of a check, and past ones.
enum WatchText {
    static func show(_ results: [WatchResult], _ emptyState: EmptyState?) {
        let width = results.map(\.topic.rawValue.count).max() ?? 0
        for result in results {
            let name = result.topic.rawValue.padding(to: width)
            let since = result.since.map { Terminal.dim("  since \($0) UTC") } ?? ""
            Terminal.print("\(mark(result.status)) \(name)  \(found(result))\(since)")
            for item in result.items { Terminal.print("    " + line(item)) }
        }
        let bad = results.filter { $0.status != .ok }
        Terminal.print(
            bad.isEmpty
                ? EmptyState.remark("\(results.count.of("check")): all is well", emptyState)
                : "\(results.count.of("check")): \(bad.map(\.topic.rawValue).joined(separator: ", ")) \(bad.count.verb("needs", "need")) attention."
        )
    }

    static func show(_ history: WatchHistory, _ topics: [WatchTopic], _ emptyState: EmptyState?) {
        let periods = history.periods.filter { topics.contains($0.topic) }
        guard let from = periods.map(\.seconds.lowerBound).min(), let to = periods.map(\.seconds.upperBound).max()
        else {
            Terminal.print(EmptyState.reason("No check was recorded yet", emptyState))
            return
        }
        var table = TextTable(rightAligned: [2])
        for topic in topics {
            let own = periods.filter { $0.topic == topic }
            guard let last = own.last else { continue }
            let chart = WatchChart(periods: own, span: from...to).text
            table.add(topic.rawValue, chart, last.found.grouped, last.status.rawValue)
        }
        let times = periods.map(\.from).min() ?? ""
        Terminal.print(table.text)
        Terminal.print(Terminal.dim("from \(times) to \(periods.map(\.to).max() ?? "") UTC"))
        let findings = history.findings.filter { topics.contains($0.topic) }
        guard !findings.isEmpty else { return }
        var list = TextTable(rightAligned: [3])
        list.add("first seen (UTC)", "last seen", "gone", "found", "what")
        for finding in findings {
            list.add(finding.firstSeen, finding.lastSeen, finding.goneAt ?? "", finding.found.grouped, finding.text)
        }
        Terminal.print("\n" + list.text)
    }

    private static func mark(_ status: WatchStatus) -> String {
        switch status {
        case .ok: Terminal.green("ok     ")
        case .warning: Terminal.yellow("warning")
        case .error: Terminal.red("error  ")
        }
    }

    private static func found(_ result: WatchResult) -> String {
        result.items.isEmpty ? "nothing found" : "\(result.count.grouped) found"
    }

    private static func line(_ item: WatchResult.Item) -> String {
        let finding = item.finding
        let rows = finding.rows > 0 ? "\(finding.rows.of("row")): " : ""
        let keys =
            finding.keys.isEmpty
            ? "" : " (\(finding.keys.prefix(5).joined(separator: ", "))\(finding.keys.count > 5 ? ", …" : ""))"
        return rows + finding.text + keys + (item.version.map { Terminal.dim("  \($0)") } ?? "")
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
