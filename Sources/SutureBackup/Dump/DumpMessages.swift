/// The output of a dump program on standard error, sorted into errors and remarks, safe to show.
struct DumpMessages: Sendable {
    /// Lines that report an error, without values of rows.
    var errors: [String] = []

    private static let lineLimit = 300
    private static let errorLimit = 5

    /// Sorts the lines of `text`.
    ///
    /// A line of the program itself is an error unless it is a known remark: an unknown message of a new version counts
    /// as an error. Lines of others, such as a wrapper's or the loader's, are errors if they contain a word such as
    /// "denied".
    init(_ text: String, program: String) {
        let name = program.split(separator: "/").last.map(String.init) ?? program
        for line in text.split(whereSeparator: \.isNewline) where errors.count < Self.errorLimit {
            let isOwn = ["\(name):", "mysqldump:", "mariadb-dump:"].contains { line.hasPrefix($0) }
            let lowered = line.lowercased()
            let isRemark =
                ["[warning]", "[note]", "deprecated program name"].contains { lowered.contains($0) }
                || ["warning:", "-- warning:", "note:"].contains { lowered.hasPrefix($0) }
            let tellsError = ["error", "denied", "fail", "couldn't", "cannot", "can't", "not found", "no such"]
                .contains { lowered.contains($0) }
            if !isRemark && (isOwn || tellsError) {
                errors.append(Self.redacted(line))
            }
        }
    }

    /// Server errors whose quoted words are names of accounts, schemas, tables and hosts, not values.
    private static let errorsThatQuoteNames: Set<Int> = [
        1044, 1045, 1049, 1053, 1103, 1109, 1142, 1143, 1146, 1205, 1227, 1317, 1356, 1370, 1412, 1449, 1698, 1969,
        2002, 2003, 2005, 2006, 2013, 2020, 2026, 2059, 3024,
    ]

    /// Cuts a line at the first quote, unless the error is known to quote only names.
    static func redacted(_ line: some StringProtocol) -> String {
        let text = String(line.prefix(lineLimit))
        let code = text.firstMatch(of: /(?:[Ee]rror:? +|\()([0-9]{4,5})/).flatMap { Int($0.1) }
        let isDenial = text.contains("Access denied") || text.contains("command denied to user")
        if isDenial || code.map(errorsThatQuoteNames.contains) == true {
            return text
        }
        // An apostrophe within a word ("couldn't") opens no quote; the end of a quotation cannot be determined from the
        // text.
        guard let quote = text.firstMatch(of: /(?:^|[^A-Za-z])['"]/) else { return text }
        return text[..<text.index(before: quote.range.upperBound)] + "(not shown)"
    }
}
