/// The strongly connected components of a directed graph, by Tarjan's algorithm.
struct StrongComponents {
    private let next: (String) -> [String]
    private var numbers: [String: Int] = [:]
    private var lowest: [String: Int] = [:]
    private var open: [String] = []
    private var found: [[String]] = []

    /// Returns the reachable components, each after all to which it leads.
    ///
    /// - Parameters:
    ///   - nodes: The nodes to begin with.
    ///   - next: Returns the nodes to which one leads, in a stable order.
    /// - Returns: The nodes of each component.
    static func of(_ nodes: [String], next: @escaping (String) -> [String]) -> [[String]] {
        var search = StrongComponents(next: next)
        for node in nodes where search.numbers[node] == nil { search.visit(node) }
        return search.found
    }

    private init(next: @escaping (String) -> [String]) {
        self.next = next
    }

    private mutating func visit(_ node: String) {
        let number = numbers.count
        numbers[node] = number
        lowest[node] = number
        open.append(node)
        for other in next(node) {
            if numbers[other] == nil {
                visit(other)
                lowest[node] = min(lowest[node] ?? number, lowest[other] ?? number)
            } else if open.contains(other) {
                lowest[node] = min(lowest[node] ?? number, numbers[other] ?? number)
            }
        }
        guard lowest[node] == number, let start = open.firstIndex(of: node) else { return }
        found.append(Array(open[start...]))
        open.removeSubrange(start...)
    }
}
