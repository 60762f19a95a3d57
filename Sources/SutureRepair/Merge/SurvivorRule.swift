import MySQLClient

/// A rule for choosing the survivor among duplicates.
///
/// Rules are tried in order; the smallest primary key breaks ties, so that the choice is the same every time.
public struct SurvivorRule: Sendable {
    enum Kind: Sendable {
        case mostReferenced(path: [String])
        case smallest(String)
        case largest(String)
        case notEmpty(String)
        case key(String)
    }

    let kind: Kind

    /// Prefers the row with the most references, by a path of tables such as `courses` or `courses.enrollments`.
    public static func mostReferenced(by path: String) -> SurvivorRule {
        SurvivorRule(kind: .mostReferenced(path: path.split(separator: ".").map(String.init)))
    }

    /// Prefers the row with the smallest value in a column, such as a creation time; NULLs come last.
    public static func oldest(_ column: String) -> SurvivorRule {
        SurvivorRule(kind: .smallest(column))
    }

    /// Prefers the row with the largest value in a column; NULLs come last.
    public static func newest(_ column: String) -> SurvivorRule {
        SurvivorRule(kind: .largest(column))
    }

    /// Prefers a row in which a column is neither NULL nor blank.
    public static func hasValue(_ column: String) -> SurvivorRule {
        SurvivorRule(kind: .notEmpty(column))
    }

    /// Prefers one named row, for a class that a person has decided; its primary key as text.
    public static func row(key: String) -> SurvivorRule {
        SurvivorRule(kind: .key(key))
    }
}
