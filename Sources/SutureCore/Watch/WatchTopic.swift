/// A subject that a watch checks repeatedly; each has thresholds of its own.
public enum WatchTopic: String, Sendable, Hashable, Codable, CaseIterable {
    /// Duplicate rows, after a merge or against a future unique key.
    case duplicates
    /// Pairs of rows that are out of step, such as users and students.
    case pairs
    /// Rows that refer to a missing row: by a declared foreign key, a repair or a future foreign key.
    case orphans
    /// Missing unique and foreign keys that migrations have added.
    case constraints
    /// Missing or edited triggers that migrations have installed.
    case triggers
    /// All other findings of applied steps.
    case repairs
    /// Definitions that have changed since the last run.
    case drift

    /// Creates the topic of a finding, from the stable name of its check.
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
