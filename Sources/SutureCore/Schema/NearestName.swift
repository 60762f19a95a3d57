/// Finds the known names that are similar to a mistyped one.
public enum NearestName {
    /// Returns a sentence with the nearest of the known names.
    static func hint(for name: String, among known: [String]) -> String {
        let near = names(near: name, among: known)
        if near.isEmpty {
            return "Correct the name in the migration, or run this against the database that it was written for."
        }
        return "Did you mean \(near.joined(separator: ", "))? Correct the name in the migration."
    }

    /// Returns up to three of the known names, the nearest first.
    public static func names(near name: String, among known: [String]) -> [String] {
        let limit = max(2, name.count / 3)
        return
            known
            .map { (name: $0, distance: distance($0.lowercased(), name.lowercased())) }
            .filter { $0.distance <= limit }
            .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
            .prefix(3)
            .map(\.name)
    }

    /// Returns the number of single-character edits between two names.
    static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var previous = Array(0...right.count)
        for (row, character) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let substitution = previous[column] + (character == other ? 0 : 1)
                current.append(min(substitution, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}
