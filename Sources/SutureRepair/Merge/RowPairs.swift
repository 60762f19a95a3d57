/// Pairs of rows that must not be merged, by the numbers of the rows.
struct RowPairs {
    private(set) var partners: [Int: Set<Int>] = [:]

    var isEmpty: Bool { partners.isEmpty }

    mutating func insert(_ left: Int, _ right: Int) {
        guard left != right else { return }
        partners[left, default: []].insert(right)
        partners[right, default: []].insert(left)
    }

    /// Returns a pair among some rows, or nil.
    func first(within rows: [Int]) -> (Int, Int)? {
        let set = Set(rows)
        for row in rows.sorted() {
            if let partner = partners[row]?.intersection(set).min() { return (row, partner) }
        }
        return nil
    }

    /// Splits rows such that no part contains a pair, and any two rows of different parts are a pair.
    ///
    /// - Returns: The parts; nil if the division is ambiguous, since some row could belong to either part.
    func parts(of rows: [Int]) -> [[Int]]? {
        let set = Set(rows)
        // Rows of a part have the same partners: all rows of the other parts.
        let groups = Dictionary(grouping: rows) { partners[$0, default: []].intersection(set) }
        guard groups.allSatisfy({ $0.count + $1.count == set.count }) else { return nil }
        return groups.values.sorted { ($0.min() ?? 0) < ($1.min() ?? 0) }
    }
}

/// Joins numbers to sets.
struct DisjointSets {
    private var parents: [Int]

    init(count: Int) {
        parents = Array(0..<count)
    }

    /// Returns the smallest number of the set that contains a number.
    mutating func find(_ number: Int) -> Int {
        var root = number
        while parents[root] != root {
            parents[root] = parents[parents[root]]
            root = parents[root]
        }
        return root
    }

    mutating func join(_ left: Int, _ right: Int) {
        let (left, right) = (find(left), find(right))
        parents[max(left, right)] = min(left, right)
    }
}
