import MySQLClient

extension SampleTable {
    /// Settings, one of each kind per institution, so that those of copies collide.
    static let institutionSettings = SampleTable(
        name: "institution_settings",
        definition: """
            CREATE TABLE institution_settings (
                id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
                institution_id BIGINT UNSIGNED NOT NULL,
                setting_key VARCHAR(64) NOT NULL,
                setting_value VARCHAR(255) NOT NULL,
                PRIMARY KEY (id)
            ) \(options)
            """,
        keys: [
            "UNIQUE KEY uq_institution_settings_key (institution_id, setting_key)",
            """
            CONSTRAINT fk_institution_settings_institution FOREIGN KEY (institution_id)
                REFERENCES institutions (id) ON DELETE RESTRICT
            """,
        ],
        columns: ["id", "institution_id", "setting_key", "setting_value"],
        variations: ["id": .identifier, "institution_id": .identifier],
        rows: { _ in
            InstitutionRoster.numbers.reversed().flatMap(settings).enumerated()
                .map { index, setting in
                    [.identifier(index + 1)] + setting
                }
        }
    )

    private static let keysOfCopies: [Int: [String]] = [
        3: ["timezone", "locale"],
        11: ["timezone", "currency"],
        18: ["currency", "theme"],
        27: ["timezone"],
        5: ["currency", "theme"],
        9: ["timezone", "currency"],
        16: ["theme", "Currency"],
        24: ["locale"],
        33: ["timezone", "currency"],
    ]

    private static let valuesByKey: [String: [String]] = [
        "timezone": ["Europe/Berlin", "Europe/Madrid", "Europe/London"],
        "currency": ["EUR", "GBP", "PLN"],
        "locale": ["de-DE", "es-ES", "en-GB"],
        "theme": ["light", "dark", "contrast"],
    ]

    private static func settings(at institution: Int) -> [[Value]] {
        let keys = keysOfCopies[institution] ?? (institution % 2 == 0 ? ["timezone"] : ["timezone", "locale"])
        return keys.map { key in
            let values = valuesByKey[key.lowercased()] ?? []
            return [.identifier(institution), .text(key), .text(values[institution % values.count])]
        }
    }
}
