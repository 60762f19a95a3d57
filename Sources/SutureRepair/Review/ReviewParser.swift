import SutureCore

/// Parses the text of a review, and reports problems with their lines.
struct ReviewParser {
    /// The name of the text in errors, such as `Merge.swift:12`.
    let name: String
    private var table: String?
    private var columns: [String] = []
    private var date: String?
    private var classes: [ReviewFile.Class] = []
    private var lines: [RowKey: Int] = [:]

    init(name: String) {
        self.name = name
    }

    static func parse(_ text: String, name: String) throws -> ReviewFile {
        var parser = ReviewParser(name: name)
        var number = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            try parser.read(line, number)
        }
        return try parser.file()
    }

    private mutating func read(_ line: Substring, _ number: Int) throws {
        let words = line.split(whereSeparator: \.isWhitespace)
        guard let first = words.first, !first.hasPrefix("#") else { return }
        if first.hasPrefix("[") {
            let heading = words.joined(separator: " ")
            guard heading.hasSuffix("]") else {
                throw invalid(number, "a heading that begins with [ does not end with ].", "Write it as [text].")
            }
            try close()
            classes.append(
                ReviewFile.Class(heading: String(heading.dropFirst().dropLast()), remarks: [], members: [])
            )
        } else if classes.isEmpty {
            try readHeader(first, words.dropFirst().joined(separator: " "), number)
        } else {
            try readMember(words, number)
        }
    }

    private mutating func readHeader(_ word: Substring, _ value: String, _ number: Int) throws {
        guard !value.isEmpty, ["table:", "columns:", "date:"].contains(word) else {
            throw invalid(
                number,
                "this is neither table:, columns: or date: with a value, nor the heading of a class.",
                "Begin the text with these three, and each class with a heading such as [name]."
            )
        }
        switch word {
        case "table:": table = value
        case "columns:": columns = value.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
        default: date = value
        }
    }

    private mutating func readMember(_ words: [Substring], _ number: Int) throws {
        guard let decision = ReviewFile.Decision(rawValue: String(words[0])) else {
            throw invalid(
                number,
                "the line begins with neither of \(ReviewFile.Decision.allCases.map(\.rawValue).joined(separator: ", ")).",
                "Begin it with one of these words, then the primary key."
            )
        }
        guard words.count > 1, let key = RowKey(text: words[1]) else {
            throw invalid(number, "no primary key follows the decision.", "Write the key as analyze wrote it.")
        }
        if let other = lines.updateValue(number, forKey: key) {
            throw invalid(
                number,
                "row \(key.text) is on line \(other) already.",
                "Keep one of the lines; put all rows that are one thing into one class."
            )
        }
        classes[classes.count - 1].members
            .append(
                ReviewFile.Member(
                    decision: decision,
                    key: key,
                    text: words.dropFirst(2).joined(separator: " "),
                    line: number
                )
            )
    }

    /// Checks a complete class.
    private func close() throws {
        guard let members = classes.last?.members else { return }
        let survivors = members.filter { $0.decision == .survivor }
        if survivors.count > 1 {
            throw invalid(
                survivors[1].line,
                "the class has two survivors, \(survivors[0].key.text) and \(survivors[1].key.text).",
                "Only one row can stay: write merge for the other."
            )
        }
        let merged = members.filter { $0.decision == .merge }
        if merged.count == 1, survivors.isEmpty {
            throw invalid(
                merged[0].line,
                "row \(merged[0].key.text) is the only one of its class to be merged.",
                "Write merge or survivor for the row with which it is merged, or separate for this one."
            )
        }
    }

    private func file() throws -> ReviewFile {
        try close()
        guard let table, !columns.isEmpty, let date else {
            let missing = table == nil ? "table:" : columns.isEmpty ? "columns:" : "date:"
            throw invalid(1, "the line \(missing) is missing.", "Keep the three lines that analyze wrote.")
        }
        return ReviewFile(table: table, columns: columns, date: date, classes: classes)
    }

    private func invalid(_ line: Int, _ text: String, _ remedy: String) -> SutureError {
        SutureError(.reviewInvalid, "\(name), line \(line) of the review: \(text)", remedy: remedy)
    }
}

extension SutureError.Code {
    /// The text of a review cannot be read, or contradicts itself.
    public static let reviewInvalid = Self(rawValue: "review-invalid")
}
