import MySQLClient

/// The tables of several stories of merges.
enum MergeTables {
    static let firms: Statement = """
        CREATE TABLE firms (id INT PRIMARY KEY, code VARCHAR(10) UNIQUE, name VARCHAR(50) NOT NULL, note TEXT,
          score INT, updated_at TIMESTAMP NOT NULL DEFAULT '2020-01-01 00:00:00' ON UPDATE CURRENT_TIMESTAMP
        ) COLLATE utf8mb4_unicode_ci
        """
    static let rows: Statement = """
        INSERT INTO firms (id, code, name, note, score) VALUES
          (1, 'a', 'Acme', NULL, 1), (2, 'b', 'ACME', 'x', 5), (3, 'c', 'acme ', 'y', NULL), (4, 'd', 'Other', '', 2)
        """

    static let ministries: [Statement] = [
        "CREATE TABLE ministries (id INT PRIMARY KEY, name VARCHAR(30) NOT NULL, country CHAR(2), head INT) "
            + "COLLATE utf8mb4_unicode_ci",
        """
        INSERT INTO ministries VALUES (1, 'Health', 'US', 1), (2, 'health', 'us', 1), (3, 'Health', 'GB', 1),
          (4, 'Health', NULL, 1), (5, 'Health', NULL, 1), (6, 'Trade', 'FR', 7), (7, 'Trade', NULL, 8), (8, 'Sport', NULL, 1)
        """,
    ]
}
