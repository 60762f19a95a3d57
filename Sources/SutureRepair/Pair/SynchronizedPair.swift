import MySQLClient

/// The description of two tables that share an identity, such as users and students.
///
/// One description serves the step that repairs the pair, the triggers that keep it in step, and all other uses of it.
public struct SynchronizedPair: Sendable {
    /// A column of a new row and its value.
    package struct Assignment: Sendable {
        package let column: String
        package let value: Statement
    }

    /// The table that is the source of truth.
    public let source: String
    /// Its other half; its primary key is the source's.
    public let partner: String
    /// The columns that both have and that must agree.
    public let shared: [String]
    /// The shared columns that belong to one person alone, such as an email.
    public let identifying: [String]
    /// SQL over the source's columns that is true if a row must have a partner.
    public let belongs: Statement
    package let newPartner: [Assignment]
    package let newSource: [Assignment]
    package let undeclared: [(table: String, column: String)]

    /// Describes a pair.
    ///
    /// - Parameters:
    ///   - source: The table that is the source of truth.
    ///   - partner: Its other half; its primary key is the source's.
    ///   - shared: The columns that both have and that must agree.
    ///   - identifying: Those of them that belong to one person alone: two rows with different keys and the same value
    ///   are one person twice.
    ///   - belongs: SQL over the source's columns that is true if a row must have a partner.
    ///   - newPartner: Further columns of a new partner row; SQL over the source row `t`.
    ///   - newSource: Further columns of a new source row; SQL over the partner row `t`. `@suture_now` is the time of
    ///   the synchronization; in a migration, the time at which it began, the same in every attempt.
    ///   - undeclared: Columns, by their table, that refer to rows of the pair without a foreign key.
    public init(
        source: String,
        partner: String,
        sharing shared: [String],
        identifying: [String] = [],
        belongs: Statement,
        newPartner: KeyValuePairs<String, Statement> = [:],
        newSource: KeyValuePairs<String, Statement> = [:],
        undeclared: KeyValuePairs<String, String> = [:]
    ) {
        self.source = source
        self.partner = partner
        self.shared = shared
        self.identifying = identifying
        self.belongs = belongs
        self.newPartner = newPartner.map { Assignment(column: $0.key, value: $0.value) }
        self.newSource = newSource.map { Assignment(column: $0.key, value: $0.value) }
        self.undeclared = undeclared.map { ($0.key, $0.value) }
    }
}

extension Statement {
    /// The expression with the time of the statement for `@suture_now`, which only a migration's session has.
    var atPresent: Statement { Statement(text.replacing("@suture_now", with: "NOW(6)"), binds) }
}
