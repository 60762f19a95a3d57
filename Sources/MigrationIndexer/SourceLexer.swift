/// Reads Swift source as words and brackets, without the content of comments, strings and regular expressions.
///
/// It is no parser: it recognizes just enough to distinguish a declaration from text that looks like one.
struct SourceLexer {
    struct Token: Hashable {
        enum Kind: Hashable {
            case word, punctuation
        }

        var kind: Kind
        var text: String
        var line: Int
        var column: Int
    }

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var lineStart = 0
    private var tokens: [Token] = []
    /// The depth, above zero within a string's `\( … )`, where no declaration is visible to another file.
    private var interpolationDepth = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Returns the tokens of a source in UTF-8 with normalized line endings; places are as the compiler counts them,
    /// lines and bytes from 1.
    static func tokens(of source: [UInt8]) -> [Token] {
        var lexer = Self(source)
        while lexer.index < source.count {
            lexer.scanCode()
        }
        return lexer.tokens
    }

    private func byte() -> UInt8? {
        index < bytes.count ? bytes[index] : nil
    }

    private func looking(at text: StaticString, ahead distance: Int = 0) -> Bool {
        text.withUTF8Buffer { wanted in
            bytes.dropFirst(index + distance).prefix(wanted.count).elementsEqual(wanted)
        }
    }

    private mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where index < bytes.count {
            index += 1
            if bytes[index - 1] == UInt8(ascii: "\n") {
                line += 1
                lineStart = index
            }
        }
    }

    /// Scans code to its end, or to the closing bracket of its interpolation.
    private mutating func scanCode() {
        var open = 0
        while let current = byte() {
            if looking(at: "//") {
                skipLine()
            } else if looking(at: "/*") {
                skipBlockComment()
            } else if looking(at: "\"") || looking(at: "#") {
                scanLiteral()
            } else if looking(at: "`") || isWordByte(current) {
                scanWord()
            } else if looking(at: ")") && open == 0 && interpolationDepth > 0 {
                advance()
                return
            } else {
                open += looking(at: "(") ? 1 : looking(at: ")") ? -1 : 0
                if looking(at: "{") || looking(at: "}") || looking(at: ".") {
                    append(.punctuation, String(UnicodeScalar(current)))
                }
                advance()
            }
        }
    }

    private mutating func append(_ kind: Token.Kind, _ text: String) {
        guard interpolationDepth == 0 else { return }
        tokens.append(Token(kind: kind, text: text, line: line, column: index - lineStart + 1))
    }

    private mutating func scanWord() {
        let end =
            looking(at: "`")
            ? bytes[(index + 1)...].firstIndex(of: UInt8(ascii: "`")).map { $0 + 1 } ?? bytes.count
            : bytes[index...].firstIndex { !isWordByte($0) } ?? bytes.count
        append(.word, String(decoding: bytes[index..<end], as: UTF8.self))
        advance(end - index)
    }

    private mutating func skipLine() {
        while byte() != nil, !looking(at: "\n") {
            advance()
        }
    }

    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if looking(at: "/*") {
                depth += 1
                advance(2)
            } else if looking(at: "*/") {
                depth -= 1
                advance(2)
            } else {
                advance()
            }
        } while depth > 0 && byte() != nil
    }

    /// Skips a string or an extended regular expression, or other number signs (`#if`).
    private mutating func scanLiteral() {
        var signs = 0
        while looking(at: "#", ahead: signs) {
            signs += 1
        }
        if looking(at: "\"\"\"", ahead: signs) {
            advance(signs + 3)
            skipString(closing: Array("\"\"\"".utf8), signs: signs, spansLines: true)
        } else if looking(at: "\"", ahead: signs) {
            advance(signs + 1)
            skipString(closing: Array("\"".utf8), signs: signs, spansLines: false)
        } else if looking(at: "/", ahead: signs) && !looking(at: "//", ahead: signs)
            && !looking(at: "/*", ahead: signs)
        {
            advance(signs + 1)
            skipString(closing: Array("/".utf8), signs: signs, spansLines: true)
        } else {
            advance(signs)
        }
    }

    /// Skips to the closing delimiter; a string of one line ends with its line at the latest.
    private mutating func skipString(closing: [UInt8], signs: Int, spansLines: Bool) {
        let number = [UInt8](repeating: UInt8(ascii: "#"), count: signs)
        let delimiter = closing + number
        let escape = [UInt8(ascii: "\\")] + number
        while byte() != nil {
            if bytes[index...].starts(with: delimiter) {
                advance(delimiter.count)
                return
            }
            if !spansLines && looking(at: "\n") {
                return
            }
            if bytes[index...].starts(with: escape) {
                advance(escape.count)
                if looking(at: "(") && closing != [UInt8(ascii: "/")] {
                    advance()
                    interpolationDepth += 1
                    scanCode()
                    interpolationDepth -= 1
                } else if spansLines || !looking(at: "\n") {
                    advance()
                }
            } else {
                advance()
            }
        }
    }
}

/// Returns whether a byte can be part of a name; every byte above ASCII counts, whatever character it belongs to.
private func isWordByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
        || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
}
