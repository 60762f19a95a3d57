/// One version of a database: an ordered list of steps.
///
/// A migration is in a file of its own, `Migrations/20261123090000_MergeDuplicateInstitutions.swift`; the version and
/// the name come from the file's name, and the type's name is the name in it. The list of steps must be the same on
/// every call: an interrupted run resumes by the step's place in the list.
///
///     struct UniqueInstitutionName: Migration {
///         var steps: [any Step] {
///             AddUniqueKey("uq_institutions_name", on: "institutions", columns: ["name"])
///         }
///     }
public protocol Migration: Sendable {
    /// The steps of the migration, in order.
    @StepBuilder var steps: [any Step] { get }

    /// The names of triggers that may fire during data steps although they write to other tables; empty by default.
    ///
    /// Their writes are not journalled, and `down` does not revert them. The triggers of the rows fire once more when
    /// `down` changes them.
    var acceptedTriggers: [String] { get }

    /// The steps of older versions that need not hold any more once this migration is applied; empty by default.
    var supersedes: [SupersededStep] { get }
}

extension Migration {
    /// By default, no trigger that writes to other tables may fire.
    public var acceptedTriggers: [String] { [] }

    /// By default, every older step must continue to hold.
    public var supersedes: [SupersededStep] { [] }
}

/// Builds the list of steps of a migration.
@resultBuilder
public enum StepBuilder {
    /// Adds one step.
    public static func buildExpression(_ step: any Step) -> [any Step] {
        [step]
    }

    /// Adds a list of steps.
    public static func buildExpression(_ steps: [any Step]) -> [any Step] {
        steps
    }

    /// Joins the parts in order.
    public static func buildBlock(_ parts: [any Step]...) -> [any Step] {
        parts.flatMap(\.self)
    }

    /// Joins the rounds of a loop.
    public static func buildArray(_ parts: [[any Step]]) -> [any Step] {
        parts.flatMap(\.self)
    }
}
