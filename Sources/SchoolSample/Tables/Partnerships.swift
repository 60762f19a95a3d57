import MySQLClient

extension SampleTable {
    /// Partnerships, which name two institutions; in some rows both are copies of different schools.
    static let partnerships = SampleTable(
        name: "partnerships",
        definition: """
            CREATE TABLE partnerships (
                id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
                institution_id BIGINT UNSIGNED NOT NULL,
                partner_id BIGINT UNSIGNED NOT NULL,
                PRIMARY KEY (id)
            ) \(options)
            """,
        keys: [
            "KEY ix_partnerships_institution (institution_id)",
            "KEY ix_partnerships_partner (partner_id)",
            """
            CONSTRAINT fk_partnerships_institution FOREIGN KEY (institution_id)
                REFERENCES institutions (id) ON DELETE RESTRICT
            """,
            """
            CONSTRAINT fk_partnerships_partner FOREIGN KEY (partner_id)
                REFERENCES institutions (id) ON DELETE RESTRICT
            """,
        ],
        columns: ["id", "institution_id", "partner_id"],
        variations: ["id": .identifier, "institution_id": .identifier, "partner_id": .identifier],
        rows: { _ in
            pairs.enumerated()
                .map { index, pair in
                    [.identifier(index + 1), .identifier(pair.0), .identifier(pair.1)]
                }
        }
    )

    private static let pairs: [(Int, Int)] = [
        (3, 33), (18, 9), (27, 5), (24, 11), (1, 3), (4, 18), (27, 12), (16, 20), (22, 24), (11, 26), (5, 31), (33, 7),
        (2, 10), (6, 8), (13, 14), (15, 17), (19, 21), (28, 35), (30, 36), (38, 40),
    ]
}
