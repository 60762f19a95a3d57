import Foundation

/// The state that a definition step records with its intent, so that a rollback can restore it.
struct DefinitionPayload: Codable {
    /// True if the definition existed before the step; then a rollback leaves it unchanged.
    var wasDefined: Bool
    /// The previous indexes of the table.
    var indexesBefore: [IndexDefinition]
    /// True if the two lists below are known; false if the run was interrupted after the statement.
    var isSettled = false
    /// Indexes that the statement created, and that a rollback drops.
    var created: [String] = []
    /// Indexes that the server dropped automatically because the new one replaces them, and that a rollback adds again.
    var lost: [IndexDefinition] = []

    /// The earlier repair that is being repeated at the step's place, or nil.
    var repetition: Repetition?

    /// An earlier data step that is being repeated, and where its rounds begin.
    struct Repetition: Codable {
        var repair: StepPlace
        var firstRound: Int
    }

    /// Determines the effect of the statement on the indexes from their current state.
    mutating func settle(_ indexes: [IndexDefinition]) {
        guard !isSettled else { return }
        created = indexes.filter { !indexesBefore.contains($0) }.map(\.name)
        lost = indexesBefore.filter { !indexes.contains($0) }
        isSettled = true
    }

    static func read(_ text: String?) throws -> DefinitionPayload {
        guard let text, let payload = try? JSONDecoder().decode(DefinitionPayload.self, from: Data(text.utf8)) else {
            throw SutureError(
                .stateInvalid,
                "suture_steps does not have what a definition step recorded.",
                remedy: "The table was edited by hand; restore it from a backup."
            )
        }
        return payload
    }

    var text: String {
        get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
    }
}
