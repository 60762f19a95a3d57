import SutureCore
import Yams

extension ConfigurationReader {
    private static let kinds = ["backup", "command", "sql", "webhook", "webhook_env"]

    /// Reads the hooks of a section, by their events.
    func hooks(_ node: Node) throws -> [HookMoment.Event: [HookDefinition]] {
        var result: [HookMoment.Event: [HookDefinition]] = [:]
        for (key, name, node) in try entries(of: node, "hooks") {
            guard let event = HookMoment.Event(rawValue: name) else {
                let known = HookMoment.Event.allCases.map(\.rawValue)
                throw SutureError.unknownName("The event", name, at: place(key), known: known)
            }
            guard let items = node.sequence else { throw refusal(key, "\(name) must be a list of hooks.") }
            result[event] = try items.map(hook)
        }
        return result
    }

    /// Reads the command of a smoke test: a list of words, a line for a shell, or a command with its time limit.
    func smoke(_ node: Node, _ key: Node) throws -> HookDefinition {
        if node.mapping == nil { return try definition(command(node, key, isShell: node.scalar != nil), 600, key) }
        let found = try hook(node)
        switch found.kind {
        case .command, .shell: return found
        default: throw refusal(key, "smoke must be a command.")
        }
    }

    private func hook(_ node: Node) throws -> HookDefinition {
        if node.string == "backup" { return try definition(.backup(.full), 0, node) }
        let entries = try entries(of: node, "A hook")
        let named = entries.filter { Self.kinds.contains($0.name) }
        guard let (key, kind, value) = named.first, named.count == 1 else {
            if let unknown = entries.first(where: { !Self.kinds.contains($0.name) }), named.isEmpty {
                throw SutureError.unknownName(
                    "The kind of hook",
                    unknown.name,
                    at: place(unknown.key),
                    known: Self.kinds
                )
            }
            throw refusal(node, "A hook has one kind: \(Self.kinds.joined(separator: ", ")).")
        }
        let more = ["backup": ["scope"], "command": ["shell"], "sql": ["expect"]][kind] ?? []
        let known = kind == "backup" ? more : more + ["time_limit"]
        for (key, name, _) in entries where name != kind && !known.contains(name) {
            throw SutureError.unknownName("The key", name, at: place(key), known: known)
        }
        func entry(_ name: String) -> Node? { entries.first { $0.name == name }?.value }
        let limit = try entry("time_limit").map { try seconds($0) }
        switch kind {
        case "backup":
            return try definition(.backup(wanted(value, entry("scope"), key)), 0, key)
        case "command":
            let isShell = try entry("shell").map { try yesOrNo($0) } ?? false
            return try definition(command(value, key, isShell: isShell), limit ?? 600, key)
        case "sql":
            guard let expected = entry("expect") else { throw refusal(key, "A probe says what it expects: expect.") }
            let text = try text(expected)
            let kind = HookDefinition.Kind.probe(query: try self.text(value), text == "empty" ? .empty : .value(text))
            return try definition(kind, limit ?? 60, key)
        case "webhook":
            return try definition(.webhook(text(value)), limit ?? 10, key)
        default:
            return try definition(.webhookVariable(text(value)), limit ?? 10, key)
        }
    }

    /// Reads the scope of a hook that takes a backup: `backup: affected`, or `backup:` with `scope: affected`.
    private func wanted(_ value: Node, _ scope: Node?, _ key: Node) throws -> WantedBackup {
        guard let node = scope ?? (value.isNull ? nil : value) else { return .full }
        guard scope == nil || value.isNull, let wanted = WantedBackup(rawValue: try text(node)), wanted != .none else {
            throw refusal(key, "A backup has the scope full or affected.")
        }
        return wanted
    }

    private func command(_ node: Node, _ key: Node, isShell: Bool) throws -> HookDefinition.Kind {
        if isShell { return .shell(try text(node)) }
        guard let words = node.sequence, !words.isEmpty else {
            throw refusal(key, "A command is a list of words; a line for a shell wants shell: true.")
        }
        return .command(try words.map(text))
    }

    private func definition(_ kind: HookDefinition.Kind, _ limit: Int, _ node: Node) throws -> HookDefinition {
        HookDefinition(kind: kind, timeLimit: .seconds(limit), place: place(node))
    }

    func text(_ node: Node) throws -> String {
        guard let scalar = node.scalar, !node.isNull, !scalar.string.isEmpty else {
            throw refusal(node, "One value is wanted here.")
        }
        return scalar.string
    }

    func seconds(_ node: Node) throws -> Int {
        guard let seconds = Int(try text(node)), seconds > 0 else {
            throw refusal(node, "time_limit is a number of seconds, 1 or more.")
        }
        return seconds
    }

    private func yesOrNo(_ node: Node) throws -> Bool {
        let text = try text(node)
        guard text == "true" || text == "false" else { throw refusal(node, "shell must be true or false.") }
        return text == "true"
    }

    func refusal(_ node: Node, _ message: String) -> SutureError {
        .configuration(place(node), message, remedy: "Correct it; .suture.example.yaml shows how it is written.")
    }
}
