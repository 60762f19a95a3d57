import SutureCore
import Yams

extension ConfigurationReader {
    /// Reads the thresholds of the checks in a section.
    func checks(_ node: Node) throws -> [WatchTopic: WatchThresholds] {
        var result: [WatchTopic: WatchThresholds] = [:]
        for (key, name, node) in try entries(of: node, "checks") {
            guard let topic = WatchTopic(rawValue: name) else {
                let known = WatchTopic.allCases.map(\.rawValue)
                throw SutureError.unknownName("The check", name, at: place(key), known: known)
            }
            result[topic] = try thresholds(node, name)
        }
        return result
    }

    private func thresholds(_ node: Node, _ check: String) throws -> WatchThresholds {
        var thresholds = WatchThresholds(error: nil)
        for (key, name, node) in try entries(of: node, "The check \(check)") {
            guard let count = Int(try text(node)), count > 0 else {
                throw refusal(node, "\(name) is a number, 1 or more.")
            }
            switch name {
            case "warn_if": thresholds.warning = count
            case "error_if": thresholds.error = count
            default:
                throw SutureError.unknownName("The key", name, at: place(key), known: ["warn_if", "error_if"])
            }
        }
        switch (thresholds.warning, thresholds.error) {
        case (nil, nil):
            throw refusal(node, "The check \(check) has neither warn_if nor error_if, so nothing would ever be told.")
        case (let warning?, let error?) where warning > error:
            throw refusal(node, "warn_if of the check \(check) is above its error_if, so nothing would be a warning.")
        default:
            return thresholds
        }
    }

    /// Reads the receiver of alerts when the status of a check changes.
    func alert(_ node: Node, _ key: Node) throws -> AlertDefinition {
        var shape = AlertShape.json
        var definition: HookDefinition?
        var limit: Int?
        for (key, name, node) in try entries(of: node, "alert") {
            switch name {
            case "webhook", "webhook_env":
                let text = try text(node)
                let kind: HookDefinition.Kind = name == "webhook" ? .webhook(text) : .webhookVariable(text)
                definition = HookDefinition(kind: kind, timeLimit: .seconds(10), place: place(key))
            case "shape":
                guard let known = AlertShape(rawValue: try text(node)) else {
                    throw refusal(
                        node,
                        "shape must be \(AlertShape.allCases.map(\.rawValue).joined(separator: " or "))."
                    )
                }
                shape = known
            case "time_limit":
                limit = try seconds(node)
            default:
                let known = ["webhook", "webhook_env", "shape", "time_limit"]
                throw SutureError.unknownName("The key", name, at: place(key), known: known)
            }
        }
        guard let definition else { throw refusal(key, "An alert says where it goes: webhook or webhook_env.") }
        return AlertDefinition(
            webhook: HookDefinition(
                kind: definition.kind,
                timeLimit: limit.map { .seconds($0) } ?? definition.timeLimit,
                place: definition.place
            ),
            shape: shape
        )
    }
}
