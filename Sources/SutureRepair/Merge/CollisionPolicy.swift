/// The policy for re-pointing that would make two rows of a referring table equal under one of its unique keys.
public enum CollisionPolicy: Sendable {
    /// Refuse, and report the number of colliding rows by table; the default.
    case fail
    /// Merge the rows as duplicates: references to the deleted one are re-pointed to its survivor.
    case merge
    /// Keep the row that already refers to the survivor, and delete the others; refused while rows refer to these.
    case keepSurvivors
    /// Keep the row with the largest value in a column, and delete the others; refused while rows refer to these.
    case keepNewest(String)
}

extension CollisionPolicy {
    /// True if the policy may delete rows.
    var isMerging: Bool {
        if case .fail = self { false } else { true }
    }

    /// True if rows are deleted without being merged into their survivors.
    var isDeleting: Bool {
        switch self {
        case .fail, .merge: false
        default: true
        }
    }
}
