import MySQLClient

extension SampleTable {
    /// The institutions; no unique key prevents a name from being stored twice.
    static let institutions = SampleTable(
        name: "institutions",
        definition: """
            CREATE TABLE institutions (
                id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
                name VARCHAR(190) NOT NULL,
                country CHAR(2) NULL,
                website VARCHAR(255) NULL,
                phone VARCHAR(40) NULL,
                email VARCHAR(190) NULL,
                logo BLOB NULL,
                is_verified TINYINT(1) NOT NULL DEFAULT 0,
                founded_on DATE NULL,
                created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
                updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
                PRIMARY KEY (id)
            ) \(options)
            """,
        keys: [
            "KEY ix_institutions_country (country)"
        ],
        columns: [
            "id", "name", "country", "website", "phone", "email", "logo", "is_verified", "founded_on", "created_at",
            "updated_at",
        ],
        variations: ["id": .identifier, "name": .name, "website": .website, "email": .email],
        rows: { _ in InstitutionRoster.numbers.map(institution) }
    )

    private static func institution(_ number: Int) -> [Value] {
        let contact = InstitutionRoster.contact(of: number)
        return [
            .identifier(number),
            .text(InstitutionRoster.names[number - 1]),
            .text(contact.country),
            .text(contact.website),
            .text(contact.phone),
            .text(contact.email),
            number % 4 == 3 ? .bytes(logo(number)) : .null,
            .integer(number % 3 == 0 ? 1 : 0),
            number % 6 == 0 ? .null : .text("\(1900 + number * 3)-09-01"),
            .text(SampleCalendar.created(number)),
            .text(SampleCalendar.updated(number)),
        ]
    }

    /// Returns the first bytes of an image, with every byte that a careless copy through text would change.
    private static func logo(_ number: Int) -> [UInt8] {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x27, 0x5C, 0xFF, UInt8(number)]
            + (0..<48).map { UInt8(truncatingIfNeeded: $0 * number * 31 + 7) }
    }
}
