import Foundation

/// What a definition step records with its intent, so that a rollback knows what was there before.
struct DefinitionPayload: Codable {
    /// Whether the definition was there before the step; then a rollback leaves it.
    var wasDefined: Bool
    /// The indexes of the table before.
    var indexesBefore: [IndexDefinition]
    /// Whether the two lists below are known; not so when the run was interrupted after the statement.
    var isSettled = false
    /// Indexes that the statement created, and that a rollback drops.
    var created: [String] = []
    /// Indexes that the server dropped by itself because the new one serves as well, and that a rollback adds again.
    var lost: [IndexDefinition] = []

    /// The earlier repair that is being repeated at the step's place, or nil.
    var repetition: Repetition?

    /// An earlier data step that is being repeated, and where its rounds begin.
    struct Repetition: Codable {
        var repair: StepPlace
        var firstRound: Int
    }

    /// Learns what the statement did to the indexes from how they are now.
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
