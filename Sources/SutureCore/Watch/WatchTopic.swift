/// What a watch looks at again and again; each has thresholds of its own.
public enum WatchTopic: String, Sendable, Hashable, Codable, CaseIterable {
    /// Rows that are stored more than once, after a merge or against a unique key to come.
    case duplicates
    /// Pairs of rows that are out of step, such as users and students.
    case pairs
    /// Rows that name a row which is not there: by a declared foreign key, a repair or a foreign key to come.
    case orphans
    /// Unique and foreign keys that migrations have added and that are gone.
    case constraints
    /// Triggers that migrations have installed and that are gone or were edited.
    case triggers
    /// Whatever else an applied step finds against what it promises.
    case repairs
    /// Definitions that are no longer what the last run has left.
    case drift

    /// The topic of a finding, by the stable name of its check.
    init(ofFinding check: String) {
        self =
            switch check {
            case "duplicate-rows", "merge-duplicates-unfit": .duplicates
            case "missing-partner", "missing-source", "pair-disagrees", "role-mismatch", "other-key",
                "synchronize-pair-unfit", "rekey-rows-unfit":
                .pairs
            case "orphaned-rows", "delete-orphans-unfit": .orphans
            case "unique-key-missing", "foreign-key-missing", "add-unique-key-unfit", "add-foreign-key-unfit":
                .constraints
            case "trigger-missing", "trigger-changed", "install-triggers-unfit": .triggers
            default: .repairs
            }
    }
}
