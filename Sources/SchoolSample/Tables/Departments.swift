import MySQLClient

extension SampleTable {
    /// The departments, a tree at each institution.
    static let departments = SampleTable(
        name: "departments",
        definition: """
            CREATE TABLE departments (
                id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
                institution_id BIGINT UNSIGNED NOT NULL,
                parent_id BIGINT UNSIGNED NULL,
                name VARCHAR(120) NOT NULL,
                PRIMARY KEY (id)
            ) \(options)
            """,
        keys: [
            "KEY ix_departments_institution (institution_id)",
            "KEY ix_departments_parent (parent_id)",
            """
            CONSTRAINT fk_departments_institution FOREIGN KEY (institution_id)
                REFERENCES institutions (id) ON DELETE RESTRICT
            """,
            """
            CONSTRAINT fk_departments_parent FOREIGN KEY (parent_id)
                REFERENCES departments (id) ON DELETE RESTRICT
            """,
        ],
        columns: ["id", "institution_id", "parent_id", "name"],
        variations: ["id": .identifier, "institution_id": .identifier, "parent_id": .identifier],
        rows: { _ in roots + branches }
    )

    /// One department per institution, with the institution's number.
    private static var roots: [[Value]] {
        InstitutionRoster.numbers.map { number in
            [.identifier(number), .identifier(number), .null, .text("Teaching")]
        }
    }

    /// Departments below the roots; the last two are below a department of another copy.
    private static var branches: [[Value]] {
        let names = ["Languages", "Examinations", "Admissions", "Library"]
        let copies = InstitutionRoster.abc + InstitutionRoster.xyz
        var places = copies.map { (institution: $0, parent: $0) }
        places += InstitutionRoster.numbers.filter { $0 % 5 == 2 }.map { (institution: $0, parent: $0) }
        places += [(institution: 3, parent: 11), (institution: 33, parent: 5)]
        return places.enumerated()
            .map { index, place in
                [
                    .identifier(InstitutionRoster.numbers.count + index + 1),
                    .identifier(place.institution),
                    .identifier(place.parent),
                    .text(names[index % names.count]),
                ]
            }
    }
}
