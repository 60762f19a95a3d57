/// A type that a source file declares, as far as a lexical scan can determine.
struct TypeDeclaration: Hashable {
    /// `struct`, `class`, `enum`, `actor` or `protocol`.
    var keyword: String
    var name: String
    var line: Int
    var column: Int
    /// True if it is declared `private` or `fileprivate`, so that the index, another file, cannot see it.
    var isPrivate: Bool
    /// True if it is declared within another type or extension.
    var isNested: Bool
    /// True if the header names `Migration` between the type's name and its brace.
    var mentionsMigration: Bool

    private static let keywords: Set<String> = ["struct", "class", "enum", "actor", "protocol"]
    private static let modifiers: Set<String> = [
        "fileprivate", "final", "indirect", "internal", "nonisolated", "open", "package", "private", "public",
    ]

    /// Returns the types that a source declares, in order.
    static func all(in source: [UInt8]) -> [TypeDeclaration] {
        let tokens = SourceLexer.tokens(of: source)
        var depth = 0
        var declarations: [TypeDeclaration] = []
        for (index, token) in tokens.enumerated() {
            switch (token.kind, token.text) {
            case (.punctuation, "{"):
                depth += 1
            case (.punctuation, "}"):
                depth -= 1
            case (.word, let keyword) where keywords.contains(keyword):
                guard index + 1 < tokens.count, tokens[index + 1].kind == .word else { continue }
                guard index == 0 || tokens[index - 1].text != "." else { continue }
                let name = tokens[index + 1]
                let before = tokens[..<index].reversed().prefix { modifiers.contains($0.text) }
                let header = tokens[(index + 2)...].prefix { $0.text != "{" }
                declarations.append(
                    TypeDeclaration(
                        keyword: keyword,
                        name: name.text.filter { $0 != "`" },
                        line: name.line,
                        column: name.column,
                        isPrivate: before.contains { ["private", "fileprivate"].contains($0.text) },
                        isNested: depth > 0,
                        mentionsMigration: header.contains { $0.text == "Migration" }
                    )
                )
            default:
                continue
            }
        }
        return declarations
    }
}
