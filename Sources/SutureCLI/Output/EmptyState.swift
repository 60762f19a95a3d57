import SutureCore

/// A schema that has none of Suture's tables.
///
/// That is so before the first migration, and where the name of the schema is mistyped; so whoever finds nothing is told it.
struct EmptyState {
    let schema: String

    private var text: String {
        "Suture has no tables in the schema \(schema), so no migration was ever applied there."
    }

    /// A sentence that says that there is nothing, with its reason when there is one.
    static func reason(_ sentence: String, _ state: EmptyState?) -> String {
        state.map { "\(sentence): \($0.text)" } ?? "\(sentence)."
    }

    /// A sentence with a remark behind it when there is one.
    static func remark(_ sentence: String, _ state: EmptyState?) -> String {
        state.map { "\(sentence). \($0.text)" } ?? "\(sentence)."
    }
}

extension RunnerSession {
    /// The schema without Suture's tables; nil when it has them.
    var emptyState: EmptyState? {
        get async throws { try await runner.schemaWithoutState().map(EmptyState.init) }
    }
}
