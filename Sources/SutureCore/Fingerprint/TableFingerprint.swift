/// The content of one table as a hash, and its definition.
public struct TableFingerprint: Sendable, Hashable {
    /// The table's name.
    public var name: String
    /// The number of rows.
    public var rows: Int
    /// A SHA-256 over all columns of all rows, as 64 hexadecimal digits.
    public var content: String
    /// The text of `SHOW CREATE TABLE`, as the server gives it.
    public var definition: String

    /// Creates a fingerprint from its parts.
    public init(name: String, rows: Int, content: String, definition: String) {
        self.name = name
        self.rows = rows
        self.content = content
        self.definition = definition
    }

    /// Returns the differences of the table since `earlier` was taken, in words, without any values of rows.
    func differences(from earlier: TableFingerprint) -> [String] {
        var differences: [String] = []
        if rows != earlier.rows {
            differences.append("\(name): \(earlier.rows.of("row")) became \(rows)")
        } else if content != earlier.content {
            differences.append("\(name): content differs")
        }
        if definition != earlier.definition {
            let isCounterAlone = definitionWithoutCounter == earlier.definitionWithoutCounter
            differences.append("\(name): definition differs" + (isCounterAlone ? " (AUTO_INCREMENT alone)" : ""))
        }
        return differences
    }

    /// A SHA-256 of the definition, without what a dump and a restore change in its text.
    ///
    /// MySQL writes the character set of a column before its collation, which implies it, only if the definition
    /// named it, as a dump does.
    var definitionHash: String {
        get throws {
            let implied = #/ CHARACTER SET [0-9A-Za-z]+(?= COLLATE [0-9A-Za-z]+_)/#
            return try ContentHash.of(definitionWithoutCounter.replacing(implied, with: ""))
        }
    }

    /// The definition without the table's next AUTO_INCREMENT value, which is in the line of the options.
    var definitionWithoutCounter: String {
        guard let counter = TableCounter.place(in: definition) else { return definition }
        return String(definition[..<counter.lowerBound] + definition[counter.upperBound...])
    }
}
