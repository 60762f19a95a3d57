import MySQLClient

extension SampleTable {
    /// The rooms; deleting an institution would delete them too.
    static let rooms = SampleTable(
        name: "rooms",
        definition: """
            CREATE TABLE rooms (
                id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
                institution_id BIGINT UNSIGNED NOT NULL,
                name VARCHAR(80) NOT NULL,
                capacity SMALLINT UNSIGNED NOT NULL DEFAULT 0,
                PRIMARY KEY (id)
            ) \(options)
            """,
        keys: [
            "KEY ix_rooms_institution (institution_id)",
            """
            CONSTRAINT fk_rooms_institution FOREIGN KEY (institution_id)
                REFERENCES institutions (id) ON DELETE CASCADE
            """,
        ],
        columns: ["id", "institution_id", "name", "capacity"],
        variations: ["id": .identifier, "institution_id": .identifier],
        rows: { _ in
            (1...roomCount)
                .map { number in
                    [
                        .identifier(number),
                        .identifier(institution(ofRoom: number)),
                        .text(["Room", "Lab", "Hall"][number % 3] + " \(100 + number)"),
                        .integer(Int64(8 + number * 7 % 40)),
                    ]
                }
        }
    )

    /// The number of rooms in a block.
    static let roomCount = 60

    /// Returns the institution of a room; every institution has one.
    static func institution(ofRoom number: Int) -> Int {
        InstitutionRoster.numbers[number * 7 % InstitutionRoster.numbers.count]
    }
}
