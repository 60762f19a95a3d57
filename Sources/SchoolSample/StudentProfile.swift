import MySQLClient

/// The part of a student's row that its user does not have: the profile.
///
/// JSON is in MySQL's own form (keys by length and then by letter, a space after colon and comma), so that a server
/// that stores JSON as text has the same characters.
struct StudentProfile {
    let number: Int

    private static let bios = [
        "Learns on the train. 🚆", "Учит испанский для работы.", "Wants to read Lorca in the original.",
        "日本語も勉強しています。", "Two children, little time; evenings only.", "Plays chess; says \"no\" to homework.",
        "Line one\nLine two\ttabbed \\ and 'quoted'",
    ]

    private static let languages = ["ar", "de", "en", "es", "fr", "it", "ja", "pl", "pt", "sv", "tr", "zh"]

    private static let interests = [
        "music", "travel", "cooking", "history", "chess", "football", "poetry", "film", "hiking", "science",
    ]

    /// Returns the values of the whole row in the order of the table's columns.
    func row(for identity: StudentIdentity) -> [Value] {
        [
            .identifier(identity.number),
            .text(identity.name),
            .text(identity.email),
            number % 6 == 0 ? .null : number % 6 == 1 ? .text("") : .text(Self.bios[number % Self.bios.count]),
            number % 10 == 7 ? .null : .text(list(Self.languages, count: 1 + number % 3, step: 5)),
            number % 8 == 3 ? .text("[]") : .text(list(Self.interests, count: 1 + number % 4, step: 3)),
            .decimal("\(number * 37 % 101).\(number * 37 % 101 == 100 ? "00" : SampleCalendar.padded(number % 100))"),
            .text(["PUBLIC", "MEMBERS", "PRIVATE"][number % 3]),
            number % 4 == 0 ? .null : .text(socialLinks),
            .text(Roster.status(of: number)),
            number % 12 == 5 ? .null : .text(SampleCalendar.instant(number)),
            .text(SampleCalendar.created(number)),
            .text(SampleCalendar.updated(number)),
        ]
    }

    private func list(_ words: [String], count: Int, step: Int) -> String {
        let chosen = (0..<count).map { "\"\(words[(number + $0 * step) % words.count])\"" }
        return "[" + chosen.joined(separator: ", ") + "]"
    }

    private var socialLinks: String {
        let handle = PersonNames.mailbox(number)
        let site = "\"site\": \"https://\(handle).example\""
        let forum = "\"forum\": \"@\(handle)\""
        return number % 2 == 0 ? "{\(site), \(forum)}" : "{\(forum)}"
    }
}
