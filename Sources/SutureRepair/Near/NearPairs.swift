/// Finds all pairs of texts within their maximum distance, without comparing all pairs.
///
/// A text at a distance of up to `k` keeps at least one of any `k + 1` trigrams that do not touch: an edit changes only
/// one of them. So each text is indexed by its `k + 1` rarest such trigrams, and looked up by all of its own; common
/// words make no large blocks. No pair is missed.
struct NearPairs {
    private static let piece = 3

    /// The characters of all texts, one after the other, ordered by length.
    private var characters: [UInt32] = []
    private var bounds: [Int] = [0]
    /// The position of each text in the original order.
    private let order: [Int]
    private let groups: [Int]

    /// Prepares texts; two with different groups are never compared.
    init(_ texts: [String], groups: [Int]) {
        let lengths = texts.map(\.unicodeScalars.count)
        let order = texts.indices.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
        self.order = order
        self.groups = order.map { groups[$0] }
        characters.reserveCapacity(lengths.reduce(0, +))
        for number in order {
            characters.append(contentsOf: texts[number].unicodeScalars.lazy.map(\.value))
            bounds.append(characters.count)
        }
    }

    private func length(_ text: Int) -> Int { bounds[text + 1] - bounds[text] }

    private func limit(_ text: Int) -> Int { EditDistance.limit(length: length(text)) }

    /// Calls a closure with each pair and its distance; the numbers are those of the texts in the original order.
    func forEach(_ body: (_ left: Int, _ right: Int, _ distance: Int) -> Void) {
        let pieces = numberedPieces()
        let index = PieceIndex(pieces: pieces.numbers, count: pieces.count, chosen: chosen(pieces))
        var distance = EditDistance()
        var seen = [Int32](repeating: -1, count: order.count)
        for text in order.indices {
            let start = bounds[text]
            let own = limit(text)
            guard own > 0 else { continue }
            for place in 0..<(length(text) - Self.piece + 1) {
                index.forEach(pieces.numbers[start + place]) { other, position in
                    // Texts are ordered by length, so that the other one is not longer.
                    guard other < text else { return false }
                    let limit = limit(other)
                    guard seen[other] != Int32(text), groups[other] == groups[text],
                        length(text) - length(other) <= limit,
                        abs(position - place) <= limit
                    else { return true }
                    seen[other] = Int32(text)
                    let (left, right) = (bounds[other]..<bounds[other + 1], start..<bounds[text + 1])
                    if let edits = distance.between(characters[left], characters[right], limit: limit) {
                        body(order[other], order[text], edits)
                    }
                    return true
                }
            }
        }
    }

    /// Returns a number for the trigram that begins at each character, or -1 if it runs into the next text.
    private func numberedPieces() -> (numbers: [Int32], count: Int) {
        var known: [UInt64: Int32] = [:]
        var numbers = [Int32](repeating: -1, count: characters.count)
        for text in order.indices where length(text) >= Self.piece {
            for start in bounds[text]...(bounds[text + 1] - Self.piece) {
                let piece =
                    UInt64(characters[start]) << 42 | UInt64(characters[start + 1]) << 21
                    | UInt64(characters[start + 2])
                if let number = known[piece] {
                    numbers[start] = number
                } else {
                    numbers[start] = Int32(known.count)
                    known[piece] = Int32(known.count)
                }
            }
        }
        return (numbers, known.count)
    }

    /// Returns the rarest trigrams of each text that do not touch, as places among all characters, with the text of
    /// each.
    private func chosen(_ pieces: (numbers: [Int32], count: Int)) -> [(text: Int, place: Int, start: Int)] {
        var frequency = [Int](repeating: 0, count: pieces.count)
        for number in pieces.numbers where number >= 0 { frequency[Int(number)] += 1 }
        var chosen: [(text: Int, place: Int, start: Int)] = []
        for text in order.indices where limit(text) > 0 {
            let starts = Array(bounds[text]...(bounds[text + 1] - Self.piece))
            let costs = starts.map { frequency[Int(pieces.numbers[$0])] }
            for place in Self.cheapest(costs, count: limit(text) + 1) {
                chosen.append((text, place, starts[place]))
            }
        }
        return chosen
    }

    /// Returns the places of a number of trigrams with the least total cost, with a character between each two, since a
    /// swap changes two neighbours.
    static func cheapest(_ costs: [Int], count: Int) -> [Int] {
        let step = piece + 1
        let never = Int.max / 4
        // best[n][p]: the least cost of n trigrams that begin at p or later.
        var best = [[Int]](repeating: [Int](repeating: 0, count: costs.count + step), count: count + 1)
        for number in 1...count {
            for place in costs.count..<(costs.count + step) { best[number][place] = never }
            for place in costs.indices.reversed() {
                best[number][place] = min(best[number][place + 1], costs[place] + best[number - 1][place + step])
            }
        }
        var places: [Int] = []
        var place = 0
        for number in stride(from: count, to: 0, by: -1) {
            while best[number][place] == best[number][place + 1], place < costs.count { place += 1 }
            places.append(place)
            place += step
        }
        return places
    }
}

/// The texts by the trigrams under which they are indexed.
private struct PieceIndex {
    private let starts: [Int]
    private let texts: [Int32]
    private let places: [Int32]

    init(pieces: [Int32], count: Int, chosen: [(text: Int, place: Int, start: Int)]) {
        var starts = [Int](repeating: 0, count: count + 1)
        for each in chosen { starts[Int(pieces[each.start]) + 1] += 1 }
        for number in 0..<count { starts[number + 1] += starts[number] }
        var next = starts
        var texts = [Int32](repeating: 0, count: chosen.count)
        var places = texts
        for each in chosen {
            let number = Int(pieces[each.start])
            texts[next[number]] = Int32(each.text)
            places[next[number]] = Int32(each.place)
            next[number] += 1
        }
        self.starts = starts
        self.texts = texts
        self.places = places
    }

    /// Calls the body with the texts of a trigram in their order, until it returns false.
    @inline(__always)
    func forEach(_ piece: Int32, _ body: (_ text: Int, _ place: Int) -> Bool) {
        for entry in starts[Int(piece)]..<starts[Int(piece) + 1] {
            guard body(Int(texts[entry]), Int(places[entry])) else { return }
        }
    }
}
