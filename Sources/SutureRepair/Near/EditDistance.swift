/// The number of single-character edits between two texts: insertions, deletions, substitutions, and swaps of two
/// neighbours, each place edited once (optimal string alignment, the restricted Damerau-Levenshtein distance).
struct EditDistance {
    private var earlier: [Int] = []
    private var previous: [Int] = []
    private var current: [Int] = []

    /// Returns the maximum distance of two names, for the length of the shorter one.
    ///
    /// It is one for every seven characters, at most three. Shorter names are near only if their normal forms are
    /// equal.
    static func limit(length: Int) -> Int {
        min(length / 7, 3)
    }

    /// Returns a distance within a limit, in time that grows with the length and the limit.
    ///
    /// - Returns: The distance; nil if it is above the limit.
    mutating func between(_ left: ArraySlice<UInt32>, _ right: ArraySlice<UInt32>, limit: Int) -> Int? {
        guard abs(left.count - right.count) <= limit else { return nil }
        let width = right.count
        let far = limit + 1
        if current.count < width + 1 {
            earlier = [Int](repeating: far, count: width + 1)
            previous = earlier
            current = earlier
        }
        for column in 0...width { previous[column] = min(column, far) }
        for row in 1..<(left.count + 1) {
            let (start, end) = (max(1, row - limit), min(width, row + limit))
            let character = left[left.startIndex + row - 1]
            current[start - 1] = start == 1 ? min(row, far) : far
            var least = current[start - 1]
            for column in start..<(end + 1) {
                let other = right[right.startIndex + column - 1]
                var edits = previous[column - 1] + (character == other ? 0 : 1)
                let deletion = column <= row - 1 + limit ? previous[column] + 1 : far
                edits = min(edits, deletion, current[column - 1] + 1)
                if row > 1, column > 1, character == right[right.startIndex + column - 2],
                    left[left.startIndex + row - 2] == other
                {
                    edits = min(edits, earlier[column - 2] + 1)
                }
                current[column] = min(edits, far)
                least = min(least, edits)
            }
            guard least <= limit else { return nil }
            swap(&earlier, &previous)
            swap(&previous, &current)
        }
        return previous[width] <= limit ? previous[width] : nil
    }
}
