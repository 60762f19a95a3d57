/// One version of a database: an ordered list of steps.
///
/// A migration stands in a file of its own, `Migrations/20261123090000_MergeDuplicateInstitutions.swift`; the version and
/// the name come from the file's name, and the type's name is the name in it. The list of steps must be the same each
/// time it is asked for: a run that was interrupted goes on by the step's place in the list.
///
///     struct UniqueInstitutionName: Migration {
///         var steps: [any Step] {
///             AddUniqueKey("uq_institutions_name", on: "institutions", columns: ["name"])
///         }
///     }
public protocol Migration: Sendable {
    /// What the migration does, in order.
    @StepBuilder var steps: [any Step] { get }

    /// The names of triggers that may fire during data steps although they write to other tables; none unless said.
    ///
    /// What they write is not journalled, and `down` does not take it back. The triggers of the rows fire once more when
    /// `down` changes them.
    var acceptedTriggers: [String] { get }

    /// The steps of older versions that need not hold any more once this migration is applied; none unless said.
    var supersedes: [SupersededStep] { get }
}

extension Migration {
    /// No trigger that writes to other tables may fire.
    public var acceptedTriggers: [String] { [] }

    /// Every older step goes on to hold.
    public var supersedes: [SupersededStep] { [] }
}

/// Builds the list of steps of a migration.
@resultBuilder
public enum StepBuilder {
    /// Takes one step.
    public static func buildExpression(_ step: any Step) -> [any Step] {
        [step]
    }

    /// Takes a list of steps.
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
