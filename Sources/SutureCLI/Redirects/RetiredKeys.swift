import SutureCore

/// Retired keys, prepared for looking up the words of source files.
struct RetiredKeys {
    private struct Context {
        let redirect: Redirect
        /// The words of the table; nil if the key alone is conclusive.
        let words: TableWords?
    }

    private var redirects: [String: [Context]] = [:]
    /// The hashes that occur, by their last bits: most words of a file are not among them, and are excluded by this
    /// alone.
    private var hashes = [Bool](repeating: false, count: Self.slots)
    private static let slots = 1 << 18

    /// The number of composite keys and keys that are not one word, which cannot be searched.
    private(set) var left = 0

    init(_ list: [Redirect]) {
        var tables: [String: TableWords] = [:]
        // For a key that was retired twice, the last redirect counts.
        var last: [[String]: Redirect] = [:]
        for redirect in list { last[[redirect.table, redirect.key]] = redirect }
        for redirect in last.values {
            guard redirect.keyParts == 1, Self.isWord(redirect.key) else {
                left += 1
                continue
            }
            let words = tables[redirect.table] ?? TableWords(redirect.table)
            tables[redirect.table] = words
            for form in Self.forms(of: redirect.key.lowercased()) {
                redirects[form, default: []]
                    .append(Context(redirect: redirect, words: Self.isTelling(form) ? nil : words))
                hashes[Self.slot(WordHash.of(form.utf8))] = true
            }
        }
    }

    private static func slot(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash) & (slots - 1) }

    /// Returns whether a word with this hash may be a retired key.
    func mayContain(_ hash: UInt64) -> Bool { hashes[Self.slot(hash)] }

    /// Returns the redirects of a word in lower case in a line.
    func find(_ word: String, in line: some StringProtocol) -> [Redirect] {
        guard let found = redirects[word] else { return [] }
        let words = found.contains { $0.words != nil } ? TableWords.words(line) : ""
        return found.filter { $0.words?.areNamed(in: words) != false }.map(\.redirect).sorted { $0.table < $1.table }
    }

    private static func isWord(_ key: String) -> Bool {
        !key.isEmpty && key.first != "-" && key.last != "-"
            && key.utf8.allSatisfy { WordHash.isWord($0) || $0 == UInt8(ascii: "-") }
    }

    /// Returns the forms of a key: a binary key is also written without `0x`, and one of 16 bytes as a UUID.
    private static func forms(of key: String) -> [String] {
        guard key.hasPrefix("0x") else { return [key] }
        let digits = key.dropFirst(2)
        guard digits.count == 32 else { return [key, String(digits)] }
        var parts: [Substring] = []
        var rest = digits
        for length in [8, 4, 4, 4, 12] {
            parts.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return [key, String(digits), parts.joined(separator: "-")]
    }

    /// Returns whether a key is long enough to be unambiguous: six digits, or twelve characters including a digit.
    private static func isTelling(_ key: String) -> Bool {
        key.allSatisfy(\.isNumber) ? key.count >= 6 : key.count >= 12 && key.contains(where: \.isNumber)
    }
}

/// A case-insensitive hash of words by their bytes.
enum WordHash {
    static let start: UInt64 = 0xCBF2_9CE4_8422_2325

    @inline(__always)
    static func add(_ byte: UInt8, to hash: UInt64) -> UInt64 {
        let isCapital = byte >= 0x41 && byte <= 0x5A
        return (hash ^ UInt64(isCapital ? byte | 0x20 : byte)) &* 0x100_0000_01B3
    }

    static func of(_ bytes: some Sequence<UInt8>) -> UInt64 { bytes.reduce(start) { add($1, to: $0) } }

    /// Letters, digits, `_`, and all bytes of other scripts.
    @inline(__always)
    static func isWord(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == 0x5F || byte >= 0x80
    }
}
