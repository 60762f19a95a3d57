import Foundation

/// A name without differences of spelling: Unicode's compatibility forms, case, accents, punctuation, white space.
struct NormalForm: Hashable {
    /// The words, with one space between them.
    let text: String
    /// The same words in alphabetical order.
    let sorted: String
    /// The numbers in the name; two names with different numbers are never near.
    let numbers: [String]

    /// True if nothing is left of the values, for example of a name of punctuation.
    var isEmpty: Bool { text.allSatisfy { $0 == Self.divider } }

    /// The words for a reader.
    var shown: String { text.replacing(String(Self.divider), with: " | ") }

    /// The divider between the columns.
    private static let divider: Character = "\u{1F}"

    /// Normalises the values of a row, one for each column.
    init(_ values: [String]) {
        let columns = values.map(Self.words)
        text = columns.map { $0.joined(separator: " ") }.joined(separator: String(Self.divider))
        sorted = columns.map { $0.sorted().joined(separator: " ") }.joined(separator: String(Self.divider))
        numbers = columns.joined().flatMap { $0.split { !$0.isNumber }.map(String.init) }.sorted()
    }

    /// Letters that Unicode does not decompose.
    private static let letters: [Unicode.Scalar: String] = [
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
    ]

    private static func words(_ value: String) -> [String] {
        // Upper case first: it writes ß as SS, so that the two are equal.
        let folded = value.decomposedStringWithCompatibilityMapping.uppercased().lowercased()
            .decomposedStringWithCompatibilityMapping
        var words: [String] = []
        var word = ""
        for scalar in folded.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: continue
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .spacingMark,
                .decimalNumber, .letterNumber, .otherNumber:
                if let letters = letters[scalar] { word += letters } else { word.unicodeScalars.append(scalar) }
            default:
                // An apostrophe belongs to its word: O'Hara is ohara.
                if scalar == "'" || scalar == "\u{2019}" { continue }
                if !word.isEmpty { words.append(word) }
                word = ""
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }
}
