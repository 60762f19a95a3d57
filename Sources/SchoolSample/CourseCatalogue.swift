/// The courses of one block, the institution of each one, and the manual enrolments.
enum CourseCatalogue {
    /// A course at an institution.
    struct Course {
        var number: Int
        var institution: Int
        var title: String
    }

    /// The numbers of removed courses; some enrolments still name them.
    static let removed: [Int] = [13, 47, 88, 102]

    /// The courses in the order of their numbers, the copies' courses scattered among the others.
    static let courses: [Course] = {
        let all = InstitutionRoster.numbers.flatMap { institution in
            titles(at: institution).map { (institution: institution, title: $0) }
        }
        let free = (1...(all.count + removed.count)).filter { !removed.contains($0) }
        return zip(free, all.indices)
            .map { number, index in
                // A prime step visits every course once and spreads those of one institution.
                let chosen = all[index * 37 % all.count]
                return Course(number: number, institution: chosen.institution, title: chosen.title)
            }
    }()

    /// Returns the number of the course with this title at this institution; the title is compared byte for byte.
    static func number(of title: String, at institution: Int) -> Int? {
        courses.first { $0.institution == institution && $0.title == title }?.number
    }

    /// Returns the titles at one institution.
    static func titles(at institution: Int) -> [String] {
        copies[institution]
            ?? (0..<(2 + institution % 2)).map { catalogue[(institution * 5 + $0 * 7) % catalogue.count] }
    }

    private static let copies: [Int: [String]] = [
        3: ["Spanish A1", "English B1", "Portuguese A1", "Exam Strategies"],
        11: [
            "Spanish A1", "Spanish A2", "English B1", "French A1", "German A1", "Business English",
            "Academic Writing", "Phonetics",
        ],
        18: ["spanish a1", "French A1", "Italian A1", "Dutch A1", "Japanese A1"],
        27: ["Spanish A1", "German A1", "Conversation Club"],
        5: [
            "English A1", "English A2", "English B2", "Spanish B1", "Mandarin A1", "Arabic A1", "Korean A1",
            "Interpreting", "Translation",
        ],
        9: ["English A1", "English A2", "Russian A1", "Turkish A1", "Greek A1"],
        16: ["English A1", "Mandarin A1", "Swedish A1", "Polish A1"],
        24: ["ENGLISH A1", "Spanish B1", "Latin", "Hebrew A1"],
        33: ["English A1", "Korean A1", "Sign Language"],
    ]

    private static let catalogue = [
        "Algebra", "Biology", "Chemistry", "Drawing", "Economics", "Film History", "Geometry", "History of Art",
        "Information Security", "Journalism", "Kinetics", "Linear Programming", "Music Theory", "Nursing Basics",
        "Organic Cooking", "Photography", "Quantum Physics", "Rhetoric", "Sailing", "Theatre", "Urban Planning",
        "Violin", "Web Design", "Zoology",
    ]
}
