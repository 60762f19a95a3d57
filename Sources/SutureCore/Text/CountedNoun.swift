extension Int {
    /// The number with thousands separated by commas.
    package var grouped: String {
        let digits = Array(String(magnitude).reversed())
        let groups = stride(from: 0, to: digits.count, by: 3)
            .map { start in
                String(digits[start..<Swift.min(start + 3, digits.count)].reversed())
            }
        return (self < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
    }

    /// Returns the number with a noun, in the plural unless it is one.
    package func of(_ noun: String, _ plural: String? = nil) -> String {
        "\(grouped) \(verb(noun, plural ?? noun + "s"))"
    }

    /// Returns the form of a word that agrees with the number.
    package func verb(_ one: String, _ many: String) -> String {
        self == 1 ? one : many
    }
}
