/// The naming conventions for columns that refer to tables.
///
/// Names are compared without regard to case and word separators: `institution_id`, `institutionId`, `InstitutionID`,
/// `institutionid`, `owner_institution_id`, `id_institution` and `institution` all name `institutions`.
enum NamingConvention {
    /// Returns the words of a name in lower case, split at its underscores and capitals.
    static func words(_ name: String) -> [String] {
        name.replacing(/([a-z0-9])([A-Z])/) { "\($0.output.1)_\($0.output.2)" }
            .lowercased().split(separator: "_").map(String.init)
    }

    /// Returns the forms of a table's name in columns: the name and its singulars, with and without a prefix that most
    /// tables share.
    static func forms(of table: String, prefix: String? = nil) -> Set<String> {
        let words = words(table)
        var names = [words.joined()]
        if let prefix, words.count > 1, words[0] == prefix { names.append(words.dropFirst().joined()) }
        return Set(names.flatMap(singulars).filter { $0.count > 1 })
    }

    /// Returns the forms of a table's name, each of which would make a column a reference to that table.
    static func candidates(for column: String) -> Set<String> {
        let words = words(column)
        let whole = words.joined()
        var found: Set = [whole]
        if whole.hasSuffix("id") { found.insert(String(whole.dropLast(2))) }
        if words.first == "id" { found.insert(words.dropFirst().joined()) }
        if words.last == "id" {
            for start in words.indices.dropFirst().dropLast() {
                found.insert(words[start...].dropLast().joined())
            }
        }
        return found.filter { $0.count > 1 }
    }

    /// Returns the first word of most names, such as `app` for `app_users`, or nil.
    static func sharedPrefix(of tables: some Collection<String>) -> String? {
        let first = tables.map(words).filter { $0.count > 1 }.map { $0[0] }
        let counts = Dictionary(grouping: first) { $0 }.mapValues(\.count)
        guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return nil }
        return most.value > 2 && most.value * 2 > tables.count ? most.key : nil
    }

    /// Returns whether a column has the name of a reference to an unknown table: `relatedId`, `changed_by`.
    static func saysReference(_ column: String) -> Bool {
        let words = words(column)
        return words.count > 1
            && (["id", "ids", "by", "fk", "ref", "uuid", "guid"].contains(words.last)
                || ["id", "fk"].contains(words.first))
    }

    /// Returns whether a column is named after the role of a row for another one: `author`, `parent`.
    static func saysRole(_ column: String) -> Bool {
        !roles.isDisjoint(with: words(column))
    }

    private static let roles: Set = [
        "approver", "assignee", "author", "creator", "editor", "manager", "modifier", "owner", "parent", "predecessor",
        "recipient", "receiver", "reporter", "reviewer", "sender", "successor", "supervisor",
    ]

    private static let irregular = [
        "people": "person", "children": "child", "women": "woman", "men": "man", "mice": "mouse", "geese": "goose",
        "feet": "foot", "teeth": "tooth", "indices": "index", "indexes": "index", "matrices": "matrix",
        "vertices": "vertex", "analyses": "analysis", "criteria": "criterion", "media": "medium", "data": "datum",
        "shelves": "shelf", "wolves": "wolf", "knives": "knife", "lives": "life", "wives": "wife",
    ]

    private static func singulars(_ name: String) -> [String] {
        var forms = [name]
        for (plural, singular) in irregular where name.hasSuffix(plural) {
            forms.append(name.dropLast(plural.count) + singular)
        }
        // A final z is doubled in the plural.
        if name.hasSuffix("zzes") { forms.append(String(name.dropLast(3))) }
        if name.hasSuffix("ies") { forms.append(name.dropLast(3) + "y") }
        if name.hasSuffix("es") { forms.append(String(name.dropLast(2))) }
        if name.hasSuffix("s") { forms.append(String(name.dropLast())) }
        return forms
    }
}
