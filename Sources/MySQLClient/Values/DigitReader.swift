/// Reads the numbers of a date or time from the bytes of its text.
struct DigitReader<Text: Collection<UInt8>> {
    private let text: Text
    private var position: Text.Index

    init(_ text: Text) {
        self.text = text
        position = text.startIndex
    }

    var isAtEnd: Bool { position == text.endIndex }

    /// Skips `character` if it comes next.
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position != text.endIndex, text[position] == UInt8(ascii: character) else { return false }
        text.formIndex(after: &position)
        return true
    }

    /// Reads the next digits as a number; `nil` if there are none, or more than nine.
    mutating func number() -> Int? {
        var result = 0
        var count = 0
        while let digit = digit(), count < 9 {
            result = result * 10 + digit
            count += 1
            text.formIndex(after: &position)
        }
        return count > 0 ? result : nil
    }

    /// Reads the microseconds of a fraction; zero if no point follows, `nil` if a point has no digits.
    mutating func fraction() -> Int? {
        guard skip(".") else { return 0 }
        var result = 0
        var count = 0
        while let digit = digit() {
            if count < 6 { result = result * 10 + digit }
            count += 1
            text.formIndex(after: &position)
        }
        guard count > 0 else { return nil }
        while count < 6 {
            result *= 10
            count += 1
        }
        return result
    }

    private func digit() -> Int? {
        guard position != text.endIndex else { return nil }
        let byte = text[position]
        return byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int(byte - UInt8(ascii: "0")) : nil
    }
}

/// Returns `number` with leading zeros, as in dates.
func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
