/// The names of the people in the sample.
enum PersonNames {
    /// Forty given names; forty and fifty-three have no common divisor, so no full name occurs twice.
    static let given = [
        "Anna", "Ben", "Chloé", "David", "Elif", "Farid", "Greta", "Hana", "Ivan", "Julia",
        "Kofi", "Léa", "Mateo", "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Søren", "Tariq",
        "Uma", "Victor", "Wanda", "Xavier", "Yuki", "Zoë", "Amir", "Björn", "Clara", "Diego",
        "Emma", "Fatima", "Gábor", "Helen", "Ines", "Jakub", "Katya", "Liam", "Mina", "Noor",
    ]

    /// Fifty-three family names.
    static let family = [
        "Schmidt", "García", "Novak", "Okafor", "Rossi", "Müller", "Haddad", "Kowalski", "Silva", "Larsen",
        "Nguyen", "Petrov", "Tanaka", "Dubois", "Jensen", "Costa", "Yilmaz", "Fischer", "Moreau", "Andersson",
        "Popescu", "Horvath", "Murphy", "Santos", "Weber", "Kaya", "Lindqvist", "Marino", "Diallo", "Fernández",
        "Becker", "Ivanova", "Khan", "Lopez", "Meyer", "Nielsen", "Ortega", "Papadakis", "Quinn", "Ricci",
        "Sato", "Toth", "Ueda", "Vargas", "Walsh", "Xu", "Young", "Zimmermann", "Brandt", "Cohen",
        "Duarte", "Eriksen", "Ferrari",
    ]

    /// Returns the given name of the person with this number.
    static func givenName(_ number: Int) -> String {
        given[number % given.count]
    }

    /// Returns the family name of the person with this number.
    static func familyName(_ number: Int) -> String {
        family[number * 7 % family.count]
    }

    /// Returns the full name of the person with this number.
    static func name(_ number: Int) -> String {
        "\(givenName(number)) \(familyName(number))"
    }

    /// Returns the part of an email before the sign, for the person with this number.
    static func mailbox(_ number: Int) -> String {
        withoutAccents("\(givenName(number)).\(familyName(number))").lowercased()
    }

    /// Returns the text with its accented letters replaced by their base letters.
    static func withoutAccents(_ text: String) -> String {
        String(text.map { bases[$0] ?? $0 })
    }

    private static let bases: [Character: Character] = [
        "á": "a", "é": "e", "ë": "e", "í": "i", "ö": "o", "ø": "o", "ü": "u",
    ]
}
