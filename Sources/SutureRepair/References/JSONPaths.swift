import Foundation

/// The places in JSON documents whose names indicate an id.
struct JSONPaths {
    /// One place, such as `$.items[*].institution_id`.
    struct Path: Hashable {
        /// The path; `[*]` is any element of an array.
        let text: String
        /// The name that indicates the target of the value: the last member's, or `institution_id` for
        /// `$.institution.id`.
        let name: String
    }

    private static let depth = 8

    private(set) var paths: Set<Path> = []

    /// Adds the places of one document; text that is not JSON has none.
    mutating func add(_ document: String) {
        guard let value = try? JSONSerialization.jsonObject(with: Data(document.utf8)) else { return }
        walk(value, "$", [])
    }

    private mutating func walk(_ value: Any, _ path: String, _ members: [String]) {
        guard members.count <= Self.depth else { return }
        switch value {
        case let object as [String: Any]:
            // Other names are data rather than names, and would have to be quoted.
            for (name, value) in object where name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]{0,63}/) != nil {
                walk(value, "\(path).\(name)", members + [name])
            }
        case let array as [Any]:
            for value in array where value is [String: Any] { walk(value, "\(path)[*]", members) }
        case is NSNull:
            break
        default:
            guard let last = members.last else { return }
            let isNested = last.lowercased() == "id" && members.count > 1
            paths.insert(Path(text: path, name: isNested ? "\(members[members.count - 2])_id" : last))
        }
    }
}
