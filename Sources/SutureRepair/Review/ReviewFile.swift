/// The decisions of a person about similar rows: a small text that is edited, reviewed, and pasted into a migration.
///
///     table: institutions
///     columns: name
///     date: 2026-11-24
///
///     [xyz language school]
///     survivor 17  XYZ Language School
///     merge    23  XYZ Langauge School
///     separate 40  XYZ Language School Malta
///
/// A class begins with its heading. Each line is a decision, a primary key, and text for the reader. Lines that begin
/// with `#` are comments.
public struct ReviewFile: Sendable {
    /// The decision about one row.
    public enum Decision: String, Sendable, CaseIterable {
        /// Nothing yet; the row is not touched by the review.
        case undecided = "?"
        /// The same thing as the other merged rows of its class.
        case merge
        /// Merged, and the row that stays.
        case survivor
        /// Not the same thing as any decided row of its class, and never merged with one.
        case separate
    }

    /// One row of a class.
    public struct Member: Sendable {
        /// The decision.
        public var decision: Decision
        /// The row.
        public var key: RowKey
        /// Text for the reader, without meaning.
        public var text: String
        /// The line in the text, from 1.
        public var line: Int
    }

    /// Rows that are decided together.
    public struct Class: Sendable {
        /// Text for the reader, without meaning.
        public var heading: String
        /// Remarks for the reader.
        public var remarks: [String]
        /// The rows.
        public var members: [Member]
    }

    /// The table.
    public var table: String
    /// The columns in which the rows were compared.
    public var columns: [String]
    /// The day on which the classes were found, such as `2026-11-24`.
    public var date: String
    /// The classes.
    public var classes: [Class]
}

extension ReviewFile {
    private static let explanation = """
        # Rows that look alike. A person decides; what is left at ? is not touched.
        #   merge     the same thing as the other merged rows of its class
        #   survivor  merged, and the row that stays; without one, the rules of the migration choose
        #   separate  another thing: never merged with a decided row of its class
        # A line is a decision, the primary key, and text for the reader. ×3 counts rows that are equal already: they
        # follow the row that is shown. Paste the decided classes into a migration, with these three lines:
        #   MergeDuplicates(…, reviewed: ReviewedClasses(…))
        """

    /// The text for a person.
    public var text: String {
        var lines = [
            Self.explanation, "", "table: \(table)", "columns: \(columns.joined(separator: ", "))", "date: \(date)",
        ]
        for each in classes {
            lines += ["", "[\(Self.clean(each.heading))]"]
            lines += each.remarks.map { "# \(Self.clean($0))" }
            let width = each.members.map(\.key.text.count).max() ?? 0
            lines += each.members.map { member in
                let word = member.decision.rawValue
                let key = member.key.text
                return [
                    word, String(repeating: " ", count: max(0, 9 - word.count)), key,
                    String(repeating: " ", count: width - key.count + 2), Self.clean(member.text),
                ]
                .joined()
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Returns text of rows on one line, without characters that would end the string literal of a migration.
    private static func clean(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || scalar.properties.generalCategory == .control
            let isBreak = scalar.value == 0x2028 || scalar.value == 0x2029
            result.unicodeScalars.append(isControl || isBreak ? " " : scalar)
        }
        return result.replacing("\"\"\"", with: "''").replacing("\\#", with: "\\ #")
    }
}
