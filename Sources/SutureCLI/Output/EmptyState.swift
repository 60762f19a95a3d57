import SutureCore

/// A schema that has none of Suture's tables.
///
/// This is the case before the first migration, and also if the schema's name is mistyped; so empty results mention it.
struct EmptyState {
    let schema: String

    private var text: String {
        "Suture has no tables in the schema \(schema), so no migration was ever applied there."
    }

    /// Returns a sentence for an empty result, with its reason if there is one.
    static func reason(_ sentence: String, _ state: EmptyState?) -> String {
        state.map { "\(sentence): \($0.text)" } ?? "\(sentence)."
    }

    /// Returns a sentence with a remark behind it if there is one.
    static func remark(_ sentence: String, _ state: EmptyState?) -> String {
        state.map { "\(sentence). \($0.text)" } ?? "\(sentence)."
    }
}

extension RunnerSession {
    /// The schema without Suture's tables; nil if it has them.
    var emptyState: EmptyState? {
        get async throws { try await runner.schemaWithoutState().map(EmptyState.init) }
    }
}
