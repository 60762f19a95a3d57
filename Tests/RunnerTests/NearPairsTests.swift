import SutureTesting
import Testing

@testable import SutureRepair

/// Texts that are a few edits apart.
@Suite struct NearPairsTests {
    private struct Pair: Hashable {
        let left: Int
        let right: Int
        let distance: Int
    }

    private func pairs(_ texts: [String], groups: [Int]? = nil) -> Set<Pair> {
        var found: Set<Pair> = []
        NearPairs(texts, groups: groups ?? texts.map { _ in 0 })
            .forEach { found.insert(Pair(left: min($0, $1), right: max($0, $1), distance: $2)) }
        return found
    }

    /// Optimal string alignment with the whole matrix.
    private func distance(_ left: [Character], _ right: [Character]) -> Int {
        var matrix = [[Int]](repeating: [Int](repeating: 0, count: right.count + 1), count: left.count + 1)
        for row in 0...left.count {
            for column in 0...right.count {
                guard row > 0, column > 0 else {
                    matrix[row][column] = row + column
                    continue
                }
                let isSame = left[row - 1] == right[column - 1]
                var least = matrix[row - 1][column - 1] + (isSame ? 0 : 1)
                least = min(least, matrix[row - 1][column] + 1, matrix[row][column - 1] + 1)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    least = min(least, matrix[row - 2][column - 2] + 1)
                }
                matrix[row][column] = least
            }
        }
        return matrix[left.count][right.count]
    }

    private func edit(_ text: [Character], _ generator: inout SeededGenerator) -> [Character] {
        var text = text
        let place = Int.random(in: 0..<text.count, using: &generator)
        let letter = Character(String("abcd ".randomElement(using: &generator) ?? "a"))
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: text.insert(letter, at: place)
        case 1 where text.count > 1: text.remove(at: place)
        case 2 where place > 0: text.swapAt(place, place - 1)
        default: text[place] = letter
        }
        return text
    }

    @Test func findsEachPairThatComparingAllFinds() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<60 {
            var texts: [[Character]] = []
            for _ in 0..<12 {
                let length = Int.random(in: 1...30, using: &generator)
                var text = (0..<length).map { _ in Character(String("abcde ".randomElement(using: &generator) ?? "a")) }
                texts.append(text)
                for _ in 0..<4 {
                    text = edit(text, &generator)
                    texts.append(text)
                }
            }
            texts = Array(Set(texts)).sorted { String($0) < String($1) }
            var expected: Set<Pair> = []
            for left in texts.indices {
                for right in texts.indices.dropFirst(left + 1) {
                    let limit = EditDistance.limit(length: min(texts[left].count, texts[right].count))
                    let edits = distance(texts[left], texts[right])
                    if limit > 0, edits <= limit { expected.insert(Pair(left: left, right: right, distance: edits)) }
                }
            }
            #expect(pairs(texts.map { String($0) }) == expected)
        }
    }

    @Test func leavesTextsOfDifferentGroupsAndShortOnesApart() {
        #expect(pairs(["language", "langauge"]) == [Pair(left: 0, right: 1, distance: 1)])
        #expect(pairs(["language", "langauge"], groups: [0, 1]).isEmpty)
        #expect(pairs(["school", "schol"]).isEmpty)
        #expect(pairs([]).isEmpty)
    }

    @Test(arguments: [
        ("École Supérieure", "ECOLE  superieure"), ("Straße", "STRASSE"), ("O'Hara & Sons", "ohara sons"),
        ("Ｆｕｌｌ", "full"), ("Ærø", "aero"), ("a-b.c", "A B C"),
    ])
    func normalFormsLeaveOutWhatPeopleWriteDifferently(left: String, right: String) {
        #expect(NormalForm([left]).text == NormalForm([right]).text)
    }

    @Test func normalFormsKeepColumnsAndNumbersApart() {
        #expect(NormalForm(["a b", "c"]).text != NormalForm(["a", "b c"]).text)
        #expect(NormalForm(["School 12"]).numbers == ["12"])
        #expect(NormalForm(["b a"]).sorted == NormalForm(["a b"]).sorted)
        #expect(NormalForm(["!?", "…"]).isEmpty)
    }
}
