/// The institutions of one block: those that are copies of one another, and those that are only similar.
enum InstitutionRoster {
    /// The copies of "ABC Academy", of which the one with the most courses is not the oldest.
    static let abc = [3, 11, 18, 27]

    /// The copies of "XYZ Language School", of which the oldest has the most courses.
    static let xyz = [5, 9, 16, 24, 33]

    /// The names of all, by number from 1; copies are equal under utf8mb4_unicode_ci, and no others are.
    static let names = [
        "Aurora Conservatory", "Baltic Business School", "ABC academy", "Cedar Grove College", "XYZ Language School",
        "Delta Institute of Technology", "ABC Academy Berlin", "Elm Street Primary", "XYZ Language School",
        "Fjord Folk High School", "ABC Academy", "Granada School of Music", "Harbour Sixth Form",
        "Ibis Evening Classes", "Jade Cookery School", "xyz language school", "Kilimanjaro Girls' School",
        "ABC Academy ", "Lakeside Montessori", "Meridian Coding Bootcamp", "A.B.C. Academy", "Nordlicht Gymnasium",
        "Oak Hill Academy", "XYZ Language School  ", "Pacific Film School", "Quantum Tutoring", "ABC Academy",
        "Riverside Nursing College", "École Saint-Exupéry", "XYZ Language Schools", "Sakura Language House",
        "Tagus School of Design", "XYZ LANGUAGE SCHOOL", "Umbria Art Workshop", "Vistula Polytechnic",
        "Westerly Sailing School", "Xenia College", "Yarrow Teacher Training", "Zephyr Dance Studio",
        "Zephyr Dance Studio Two",
    ]

    /// The numbers of all institutions.
    static let numbers = Array(1...names.count)

    /// The contact details of an institution; each copy has only a part of them.
    struct Contact {
        var country: String?
        var website: String?
        var phone: String?
        var email: String?
    }

    /// Returns the known details of an institution; NULL and blank both mean unknown.
    static func contact(of number: Int) -> Contact {
        if let known = copies[number] {
            return known
        }
        let host = "school-\(SampleCalendar.padded(number)).example"
        return Contact(
            country: number % 9 == 0 ? nil : ["DE", "ES", "FR", "GB", "IT", "PL", "PT"][number % 7],
            website: number % 8 == 0 ? "" : "https://www.\(host)",
            phone: number % 5 == 0 ? nil : "+49 30 555\(SampleCalendar.padded(number * 137 % 10_000, width: 4))",
            email: "office@\(host)"
        )
    }

    private static let copies: [Int: Contact] = [
        3: Contact(country: nil, website: "", phone: "+44 20 5550 0103", email: nil),
        11: Contact(country: nil, website: nil, phone: "", email: "office@abc-academy.example"),
        18: Contact(country: "GB", website: "https://www.abc-academy.example", phone: nil, email: ""),
        27: Contact(country: "GB", website: "https://abc.example", phone: "+44 20 5550 0127", email: nil),
        5: Contact(country: "", website: nil, phone: nil, email: nil),
        9: Contact(country: nil, website: nil, phone: "+34 91 555 0109", email: ""),
        16: Contact(country: "ES", website: "", phone: nil, email: nil),
        24: Contact(country: nil, website: "https://www.xyz-languages.example", phone: "", email: nil),
        33: Contact(country: "ES", website: nil, phone: nil, email: "hello@xyz-languages.example"),
    ]
}
