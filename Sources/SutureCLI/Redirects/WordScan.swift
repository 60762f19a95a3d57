import SutureCore

/// Looks for retired keys in the bytes of one file, in one pass.
///
/// A word is a run of letters, digits and `_`; words joined by `-`, as in a UUID, are also looked up together. A number
/// with a decimal point is no key.
struct WordScan {
    let keys: RetiredKeys

    /// A retired key in a line.
    struct Match: Hashable {
        let line: Int
        let redirect: Redirect
    }

    func matches(in bytes: UnsafeRawBufferPointer) -> [Match] {
        var found: [Match] = []
        var seen: Set<Match> = []
        var (line, lineStart, position) = (1, 0, 0)
        while position < bytes.count {
            let byte = bytes[position]
            guard WordHash.isWord(byte) else {
                position += 1
                if byte == 0x0A { (line, lineStart) = (line + 1, position) }
                continue
            }
            position = words(at: position, in: bytes) { range in
                for match in look(up: range, in: bytes, line: line, from: lineStart) where seen.insert(match).inserted {
                    found.append(match)
                }
            }
        }
        return found
    }

    /// Reads words joined by `-`, reports those that may be keys, and returns where they end.
    private func words(at start: Int, in bytes: UnsafeRawBufferPointer, _ tell: (Range<Int>) -> Void) -> Int {
        var (whole, position) = (WordHash.start, start)
        var isJoined = false
        while true {
            let wordStart = position
            var own = WordHash.start
            while position < bytes.count, WordHash.isWord(bytes[position]) {
                own = WordHash.add(bytes[position], to: own)
                whole = WordHash.add(bytes[position], to: whole)
                position += 1
            }
            if keys.mayContain(own) { tell(wordStart..<position) }
            let goesOn = position + 1 < bytes.count && bytes[position] == 0x2D && WordHash.isWord(bytes[position + 1])
            guard goesOn else { break }
            isJoined = true
            whole = WordHash.add(0x2D, to: whole)
            position += 1
        }
        if isJoined, keys.mayContain(whole) { tell(start..<position) }
        return position
    }

    private func look(up range: Range<Int>, in bytes: UnsafeRawBufferPointer, line: Int, from lineStart: Int) -> [Match]
    {
        guard !isDecimal(range, bytes) else { return [] }
        let lineEnd = bytes[range.upperBound...].firstIndex(of: 0x0A) ?? bytes.count
        // In a long line of a minified file, only the text near the word is read.
        let near = max(lineStart, range.lowerBound - 400)..<min(lineEnd, range.upperBound + 400)
        let word = String(decoding: bytes[range], as: UTF8.self).lowercased()
        return keys.find(word, in: String(decoding: bytes[near], as: UTF8.self))
            .map { Match(line: line, redirect: $0) }
    }

    private func isDecimal(_ range: Range<Int>, _ bytes: UnsafeRawBufferPointer) -> Bool {
        let isDigit = { (position: Int) in
            bytes.indices.contains(position) && bytes[position] >= 0x30 && bytes[position] <= 0x39
        }
        guard range.allSatisfy(isDigit) else { return false }
        let (before, after) = (range.lowerBound - 1, range.upperBound)
        return (before >= 0 && bytes[before] == 0x2E && isDigit(before - 1))
            || (after < bytes.count && bytes[after] == 0x2E && isDigit(after + 1))
    }
}
