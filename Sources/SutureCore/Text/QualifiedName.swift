/// A name in an SQL text, with the names before it and dots between.
package struct QualifiedName: Hashable {
    /// The names, without quotes.
    package var parts: [String] = []
    /// The offset in the text of the first name and, if it exists, of the second one.
    package var start = 0
    package var second: Int?
    /// True if a parenthesis follows, as after the name of a function.
    package var isCalled = false

    /// True if it is one bare or quoted name.
    var isSingle: Bool { parts.count == 1 }
}

/// Splits an SQL text into its qualified names and its string literals.
///
/// Comments are skipped, but not versioned ones, which the server executes. Keywords count as names: this code need not
/// know which words are reserved.
struct QualifiedNameScanner {
    private let text: [UInt8]
    private var position = 0

    private init(_ text: [UInt8]) {
        self.text = text
    }

    /// Returns the names and the contents of the string literals of a text.
    static func scan(_ text: [UInt8]) -> (names: [QualifiedName], literals: [[UInt8]]) {
        var scanner = QualifiedNameScanner(text)
        var names: [QualifiedName] = []
        var literals: [[UInt8]] = []
        while let byte = scanner.peek() {
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""): literals.append(scanner.quoted(byte, escapes: true))
            case UInt8(ascii: "@"):
                scanner.position += 1
                while let next = scanner.peek(), isWord(next) || next == UInt8(ascii: "@") || next == UInt8(ascii: ".")
                {
                    scanner.position += 1
                }
            case _ where byte == UInt8(ascii: "`") || isWord(byte): names.append(scanner.name())
            default: if !scanner.skipComment() { scanner.position += 1 }
            }
        }
        return (names, literals)
    }

    private func peek(_ offset: Int = 0) -> UInt8? {
        position + offset < text.count ? text[position + offset] : nil
    }

    private mutating func name() -> QualifiedName {
        var name = QualifiedName()
        name.start = position
        while true {
            if name.parts.count == 1 { name.second = position }
            name.parts.append(part())
            let end = position
            skipSpace()
            guard peek() == UInt8(ascii: ".") else {
                name.isCalled = peek() == UInt8(ascii: "(")
                position = end
                return name
            }
            position += 1
            skipSpace()
            guard let next = peek(), next == UInt8(ascii: "`") || Self.isWord(next) else { return name }
        }
    }

    private mutating func part() -> String {
        if peek() == UInt8(ascii: "`") {
            return String(decoding: quoted(UInt8(ascii: "`"), escapes: false), as: UTF8.self)
        }
        let start = position
        while let byte = peek(), Self.isWord(byte) { position += 1 }
        return String(decoding: text[start..<position], as: UTF8.self)
    }

    /// Returns the text between two quotes, with doubled quotes within made single.
    private mutating func quoted(_ quote: UInt8, escapes: Bool) -> [UInt8] {
        var content: [UInt8] = []
        position += 1
        while let byte = peek() {
            position += 1
            if escapes, byte == UInt8(ascii: "\\"), let next = peek() {
                content.append(next)
                position += 1
            } else if byte != quote {
                content.append(byte)
            } else if peek() == quote {
                content.append(quote)
                position += 1
            } else {
                break
            }
        }
        return content
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == UInt8(ascii: " ") || (9...13).contains(byte) { position += 1 }
    }

    /// Skips a comment, or only the opening of a versioned one; returns false at other text.
    private mutating func skipComment() -> Bool {
        let (first, second, third) = (peek(), peek(1), peek(2))
        if first == UInt8(ascii: "/"), second == UInt8(ascii: "*") {
            position += 2
            if third == UInt8(ascii: "!") || third == UInt8(ascii: "M") && peek(1) == UInt8(ascii: "!") {
                while let byte = peek(), byte == UInt8(ascii: "!") || Self.isWord(byte) { position += 1 }
                return true
            }
            while let byte = peek(), !(byte == UInt8(ascii: "*") && peek(1) == UInt8(ascii: "/")) { position += 1 }
            position = min(position + 2, text.count)
            return true
        }
        let isDashed = first == UInt8(ascii: "-") && second == UInt8(ascii: "-") && third.map { $0 <= 32 } ?? true
        guard isDashed || first == UInt8(ascii: "#") else { return false }
        while let byte = peek(), byte != UInt8(ascii: "\n") { position += 1 }
        return true
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
            true
        default: false
        }
    }
}
