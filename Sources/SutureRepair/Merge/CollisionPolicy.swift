/// What to do when re-pointing would make two rows of a referring table equal under one of its unique keys.
public enum CollisionPolicy: Sendable {
    /// Refuse, and say how many rows of which table collide; the default.
    case fail
    /// The rows are duplicates themselves: what refers to the one that goes is re-pointed to the one that stays.
    case merge
    /// The row that is on the survivor already stays, the others are deleted; refused while rows refer to these.
    case keepSurvivors
    /// The row with the largest value in a column stays, the others are deleted; refused while rows refer to these.
    case keepNewest(String)
}

extension CollisionPolicy {
    /// Whether rows may go by the policy.
    var isMerging: Bool {
        if case .fail = self { false } else { true }
    }

    /// Whether rows go that are not merged into those that stay.
    var isDeleting: Bool {
        switch self {
        case .fail, .merge: false
        default: true
        }
    }
}
