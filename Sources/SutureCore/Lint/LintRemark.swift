/// Something that a look at the declaration of a step, and at those around it, shows; no row is read.
public struct LintRemark: Sendable, Hashable {
    /// How much it matters.
    public enum Level: String, Sendable, Encodable {
        /// `up` refuses it, or fails.
        case error
        /// It may fail, or do other things than meant.
        case warning
        /// Worth knowing.
        case info
    }

    /// A stable, kebab-case name of one kind of remark, such as `separated-rows-under-key`.
    public let code: String
    /// How much it matters.
    public let level: Level
    /// What is so, and where.
    public let text: String
    /// What to do about it; empty when nothing has to be done.
    public let remedy: String

    /// Creates a remark.
    public init(_ level: Level, _ code: String, _ text: String, remedy: String = "") {
        self.level = level
        self.code = code
        self.text = text
        self.remedy = remedy
    }
}

/// What a step may look at for its remarks.
public struct LintContext: Sendable {
    /// The steps that are applied before it, of its migration and of older ones, in order.
    public let earlier: [any Step]
    /// The steps that are applied after it, in order.
    public let later: [any Step]
    /// The schema as it is now, or nil when there is no connection.
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
    /// How much it matters.
    public let level: LintRemark.Level
    /// The stable code.
    public let code: String
    /// What is so.
    public let text: String
    /// What to do about it; empty when nothing has to be done.
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
