/// A set of global transaction identifiers, as MySQL writes them: `3E11FA47-…:1-3:7`.
package struct GTIDSet: Sendable, Hashable {
    /// The numbers by their source: the UUID, with an optional tag after a colon; in order, and never adjacent.
    private var numbers: [String: [ClosedRange<Int64>]] = [:]

    /// Creates an empty set.
    package init() {}

    /// True if it has no transaction.
    package var isEmpty: Bool { numbers.isEmpty }

    /// Adds transactions in MySQL's notation; other text is skipped.
    package mutating func insert(_ text: String) {
        for part in text.split(separator: ",") {
            let pieces = part.split(separator: ":").map { $0.filter { !$0.isWhitespace }.lowercased() }
            guard let uuid = pieces.first else { continue }
            var source = uuid
            for piece in pieces.dropFirst() {
                let ends = piece.split(separator: "-").compactMap { Int64($0) }
                if let first = ends.first, let last = ends.last, first <= last {
                    insert(first...last, of: source)
                } else {
                    source = "\(uuid):\(piece)"
                }
            }
        }
    }

    /// Adds the transactions of another set.
    package mutating func formUnion(_ other: GTIDSet) {
        for (source, ranges) in other.numbers {
            for range in ranges { insert(range, of: source) }
        }
    }

    private mutating func insert(_ range: ClosedRange<Int64>, of source: String) {
        var ranges = numbers[source] ?? []
        // Nearly always it comes after all others.
        var start = ranges.endIndex
        while start > 0, ranges[start - 1].upperBound >= range.lowerBound - 1 { start -= 1 }
        var merged = range
        var end = start
        while end < ranges.endIndex, ranges[end].lowerBound <= range.upperBound + 1 {
            merged = min(merged.lowerBound, ranges[end].lowerBound)...max(merged.upperBound, ranges[end].upperBound)
            end += 1
        }
        ranges.replaceSubrange(start..<end, with: [merged])
        numbers[source] = ranges
    }
}

extension GTIDSet: CustomStringConvertible {
    /// MySQL's notation, with the sources in order.
    package var description: String {
        numbers.sorted { $0.key < $1.key }
            .map { source, ranges in
                let texts = ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
                return "\(source):\(texts.joined(separator: ":"))"
            }
            .joined(separator: ",")
    }
}
