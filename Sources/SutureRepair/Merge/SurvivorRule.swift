import MySQLClient

/// How the row that stays is chosen among equal ones.
///
/// Rules are tried in order; ties always end in the smallest primary key, so that the choice is the same every time.
public struct SurvivorRule: Sendable {
    enum Kind: Sendable {
        case mostReferenced(path: [String])
        case smallest(String)
        case largest(String)
        case notEmpty(String)
        case key(String)
    }

    let kind: Kind

    /// The row to which most rows refer, by a path of tables such as `courses` or `courses.enrollments`.
    public static func mostReferenced(by path: String) -> SurvivorRule {
        SurvivorRule(kind: .mostReferenced(path: path.split(separator: ".").map(String.init)))
    }

    /// The row with the smallest value in a column, such as a time of creation; NULLs come last.
    public static func oldest(_ column: String) -> SurvivorRule {
        SurvivorRule(kind: .smallest(column))
    }

    /// The row with the largest value in a column; NULLs come last.
    public static func newest(_ column: String) -> SurvivorRule {
        SurvivorRule(kind: .largest(column))
    }

    /// A row in which a column is neither NULL nor blank.
    public static func hasValue(_ column: String) -> SurvivorRule {
        SurvivorRule(kind: .notEmpty(column))
    }

    /// One named row, for a class in which a person has decided; its primary key as text.
    public static func row(key: String) -> SurvivorRule {
        SurvivorRule(kind: .key(key))
    }
}
