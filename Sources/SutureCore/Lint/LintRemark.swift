/// A finding from the declaration of a step and of those around it; no row is read.
public struct LintRemark: Sendable, Hashable {
    /// The severity.
    public enum Level: String, Sendable, Encodable {
        /// `up` refuses it, or fails.
        case error
        /// It may fail, or behave differently than intended.
        case warning
        /// Worth knowing.
        case info
    }

    /// A stable, kebab-case name of one kind of remark, such as `separated-rows-under-key`.
    public let code: String
    /// The severity.
    public let level: Level
    /// A description of the finding and its place.
    public let text: String
    /// The recommended action; empty if none is needed.
    public let remedy: String

    /// Creates a remark.
    public init(_ level: Level, _ code: String, _ text: String, remedy: String = "") {
        self.level = level
        self.code = code
        self.text = text
        self.remedy = remedy
    }
}

/// The information available to a step for its remarks.
public struct LintContext: Sendable {
    /// The steps that are applied before it, of its migration and of older ones, in order.
    public let earlier: [any Step]
    /// The steps that are applied after it, in order.
    public let later: [any Step]
    /// The current schema, or nil without a connection.
    public let schema: Schema?
}

/// A remark with its place.
public struct LintFinding: Sendable, Hashable, Encodable {
    /// The version of the migration.
    public let version: MigrationVersion
    /// The name of its file.
    public let file: String
    /// The step's place in the migration, from 1; nil for the migration itself.
    public let step: Int?
    /// The step's kind, or nil.
    public let kind: String?
    /// The severity.
    public let level: LintRemark.Level
    /// The stable code.
    public let code: String
    /// A description of the finding.
    public let text: String
    /// The recommended action; empty if none is needed.
    public let remedy: String

    init(_ migration: RegisteredMigration, step: (place: Int, kind: String)?, _ remark: LintRemark) {
        version = migration.version
        file = migration.file
        self.step = step?.place
        kind = step?.kind
        level = remark.level
        code = remark.code
        text = remark.text
        remedy = remark.remedy
    }
}
