import MySQLClient

extension SampleTable {
    /// The invoices, which name an institution without a foreign key.
    static let invoices = SampleTable(
        name: "invoices",
        definition: """
            CREATE TABLE invoices (
                id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
                institution_id BIGINT UNSIGNED NOT NULL,
                number VARCHAR(40) NOT NULL,
                amount DECIMAL(12,2) NOT NULL,
                issued_on DATE NOT NULL,
                PRIMARY KEY (id)
            ) \(options)
            """,
        keys: [
            "UNIQUE KEY uq_invoices_number (number)",
            "KEY ix_invoices_institution (institution_id)",
        ],
        columns: ["id", "institution_id", "number", "amount", "issued_on"],
        variations: ["id": .identifier, "institution_id": .identifier, "number": .documentNumber],
        rows: { _ in
            (1...90)
                .map { number in
                    [
                        .identifier(number),
                        .identifier(InstitutionRoster.numbers[number * 13 % InstitutionRoster.numbers.count]),
                        .text("INV-\(2024 + number % 3)-\(SampleCalendar.padded(number, width: 5))"),
                        .decimal("\(number * 317 % 9_000).\(SampleCalendar.padded(number * 7 % 100))"),
                        .text(SampleCalendar.day(number)),
                    ]
                }
        }
    )
}
