/// The forms in which a line of source code may name a table, as words.
struct TableWords {
    private let forms: [String]

    init(_ table: String) {
        let words = Self.words(table)
        forms = Self.singulars(of: String(words.dropFirst().dropLast())).map { "_\($0)_" }
    }

    /// Returns whether a line names the table, in the plural or the singular, alone or in a name such as
    /// `institution_id` or `institutionId`.
    func areNamed(in words: String) -> Bool {
        forms.contains(where: words.contains)
    }

    /// Returns the words of a line in lower case, with `_` around each: `institutionId = 5` becomes
    /// `_institution_id_5_`.
    static func words(_ line: some StringProtocol) -> String {
        var words = "_"
        var last: Character?
        for character in line {
            let isWord = character.isLetter || character.isNumber
            let isHump = character.isUppercase && last?.isLowercase == true
            if (!isWord || isHump) && words.last != "_" { words.append("_") }
            if isWord { words += character.lowercased() }
            last = character
        }
        return words.last == "_" ? words : words + "_"
    }

    private static func singulars(of name: String) -> [String] {
        var forms = [name]
        if name.hasSuffix("ies") { forms.append(name.dropLast(3) + "y") }
        if name.hasSuffix("es") { forms.append(String(name.dropLast(2))) }
        if name.hasSuffix("s") { forms.append(String(name.dropLast())) }
        return forms.filter { !$0.isEmpty }
    }
}
