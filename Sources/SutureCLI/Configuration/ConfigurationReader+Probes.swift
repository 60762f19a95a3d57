import SutureCore
import Yams

/// A query and its expected result, as declared in the configuration file.
struct ProbeDefinition: Sendable {
    let name: String
    let probe: Probe
}

extension ConfigurationReader {
    /// Reads the probes of a section.
    func probes(_ node: Node, _ key: Node) throws -> [ProbeDefinition] {
        guard let items = node.sequence else { throw refusal(key, "probes must be a list.") }
        var names: Set<String> = []
        return try items.map { item in
            let found = try probe(item)
            guard names.insert(found.name).inserted else {
                throw refusal(item, "Two probes have the name \"\(found.name)\".")
            }
            return found
        }
    }

    private func probe(_ node: Node) throws -> ProbeDefinition {
        let known = ["name", "sql", "expect", "time_limit"]
        let entries = try entries(of: node, "A probe")
        if let unknown = entries.first(where: { !known.contains($0.name) }) {
            throw SutureError.unknownName("The key", unknown.name, at: place(unknown.key), known: known)
        }
        func entry(_ name: String) throws -> Node {
            guard let found = entries.first(where: { $0.name == name }) else {
                throw refusal(node, "A probe has a name, a query and an expectation: \(name) is missing.")
            }
            return found.value
        }
        let expected = try text(entry("expect"))
        let limit = try entries.first { $0.name == "time_limit" }.map { try seconds($0.value) }
        return ProbeDefinition(
            name: try text(entry("name")),
            probe: Probe(
                query: try text(entry("sql")),
                expectation: expected == "empty" ? .empty : .value(expected),
                timeLimit: .seconds(limit ?? 60)
            )
        )
    }
}
