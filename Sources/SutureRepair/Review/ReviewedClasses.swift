import SutureCore

/// The classes that a person has decided, pasted into a migration from the file that `suture analyze --near` wrote.
///
///     ReviewedClasses(
///         #"""
///         table: institutions
///         columns: name
///         date: 2026-11-24
///
///         [xyz language school]
///         survivor 17  XYZ Language School
///         merge    23  XYZ Langauge School
///         """#
///     )
///
/// The text is part of the migration's source, so a change of it after the migration was applied is drift. It is parsed
/// when the migration is checked; problems are reported with their lines, and stop `plan` and `up`.
public struct ReviewedClasses: Sendable {
    let text: String
    let place: String

    /// Creates the classes from the text of a review.
    ///
    /// - Parameters:
    ///   - text: The text, with the lines `table:`, `columns:` and `date:`.
    ///   - file: The source file, for errors.
    ///   - line: The line of the call, for errors.
    public init(_ text: String, file: String = #fileID, line: Int = #line) {
        self.text = text
        self.place = "\(file):\(line)"
    }

    /// Parses the text for a table.
    func file(for table: Table) throws -> ReviewFile {
        let file = try ReviewParser.parse(text, name: place)
        guard file.table.lowercased() == table.name.lowercased() else {
            throw SutureError(
                .reviewInvalid,
                "\(place): the review is of \(file.table), and the step merges \(table.name).",
                remedy: "Paste the review of \(table.name)."
            )
        }
        for column in file.columns { _ = try table.requireColumn(column) }
        for member in file.classes.flatMap(\.members) where member.key.parts.count != table.keyColumns.count {
            throw SutureError(
                .reviewInvalid,
                "\(place), line \(member.line) of the review: \(member.key.text) is no primary key of \(table.name), which is "
                    + "(\(table.keyColumns.joined(separator: ", "))).",
                remedy: "Write the key as analyze wrote it, with a slash between its columns."
            )
        }
        return file
    }
}
