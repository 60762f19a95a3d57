/// A table with a column of every kind, and changes of it that a fingerprint must see.
enum Typed {
    static let definition = """
        CREATE TABLE typed (
            id INT UNSIGNED NOT NULL PRIMARY KEY,
            t TINYINT NULL, big BIGINT UNSIGNED NULL, dec_ DECIMAL(65,30) NULL, y YEAR NULL,
            f FLOAT NULL, d DOUBLE NULL, f2 FLOAT(9,2) NULL,
            c CHAR(10) NULL, v VARCHAR(100) NULL, l VARCHAR(20) CHARACTER SET latin1 NULL,
            u VARCHAR(20) CHARACTER SET utf16 NULL, long_ VARCHAR(4000) NULL, tx LONGTEXT NULL,
            b BINARY(4) NULL, vb VARBINARY(20) NULL, bl LONGBLOB NULL,
            bits BIT(13) NULL, en ENUM('', 'a', 'B') NULL, st SET('x', 'y', 'z') NULL,
            da DATE NULL, ti TIME(6) NULL, dt DATETIME(6) NULL, ts TIMESTAMP(6) NULL,
            j JSON NULL, g GEOMETRY NULL,
            virtual_ VARCHAR(120) GENERATED ALWAYS AS (CONCAT(v, '!')) VIRTUAL,
            stored_ VARCHAR(120) GENERATED ALWAYS AS (CONCAT(v, '?')) STORED
        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
        """

    static let columns = """
        id, t, big, dec_, y, f, d, f2, c, v, l, u, long_, tx, b, vb, bl, bits, en, st, da, ti, dt, ts, j, g
        """

    static let rows = [
        """
        (1, -128, 18446744073709551615, 1.000000000000000000000000000001, 2024, 16777215, 1e-300, 99999.99, 'a', 'ab',
        'é', 'é', REPEAT('x', 4000), REPEAT('y', 100000), 0x00010203, 0x00FF27, REPEAT(0xFF, 100000),
        b'1000000000001', 'a', 'x,z', '2024-02-29', '-838:59:58.999999', '2024-12-31 23:59:59.999999',
        '2024-10-27 00:30:00.000001', '{"a": [1, 2, "x"]}', ST_GeomFromText('POINT(1 2)'))
        """,
        """
        (2, 1, 0, 0, 1901, 0.1, 0.30000000000000004, 0.01, '', 'c', '', '', '', '', 0x00000000, 0x00, 0x00,
        b'0', '', '', '0000-00-00', '00:00:00', '0000-00-00 00:00:00', '2038-01-19 03:14:07', '[]',
        ST_GeomFromText('POINT(0 0)'))
        """,
    ]

    /// Changes of one value in the first row, each the smallest that its column has.
    static let smallestChanges = [
        "t = -127", "big = 18446744073709551614", "dec_ = 1.000000000000000000000000000002", "y = 2025",
        "f = 16777214", "d = 1.0000000000000002e-300", "d = -1e-300", "d = 0", "f2 = 99999.98",
        "c = 'A'", "v = 'aB'", "v = 'áb'", "v = 'ab '", "v = 'a b'", "v = 'ab😀'", "l = 'è'", "u = 'É'",
        "long_ = CONCAT(REPEAT('x', 3999), 'X')", "long_ = REPEAT('x', 3999)",
        "tx = CONCAT(REPEAT('y', 99999), 'Y')", "b = 0x00010202", "vb = 0x00FF2700", "vb = 0x00FF28",
        "bl = CONCAT(REPEAT(0xFF, 99999), 0xFE)", "bits = b'1000000000000'", "en = 'B'", "en = ''", "st = 'z'",
        "da = '0000-00-00'", "da = '2024-02-28'", "ti = '-838:59:58.999998'", "dt = '2024-12-31 23:59:59.999998'",
        "ts = '2024-10-27 01:30:00.000001'", "j = '{\"a\": [1, 2, \"X\"]}'", "g = ST_GeomFromText('POINT(1 3)')",
        "g = ST_GeomFromText('POINT(1 2)', 4326)",
    ]

    /// Changes between values that a careless text form writes alike.
    static let likelyMistakes: [(before: String, after: String)] = [
        ("v = NULL", "v = ''"), ("v = NULL", "v = 'N'"), ("v = ''", "v = 'N'"), ("v = NULL", "v = 'NULL'"),
        ("tx = NULL", "tx = ''"), ("tx = NULL", "tx = 'N'"), ("bl = NULL", "bl = ''"), ("j = NULL", "j = 'null'"),
        ("c = 'a', v = 'bc'", "c = 'ab', v = 'c'"), ("c = 'a', v = 'b,c'", "c = 'a,b', v = 'c'"),
        ("c = NULL, v = 'a'", "c = 'a', v = NULL"), ("c = '', v = 'a'", "c = 'a', v = ''"),
        ("vb = X''", "vb = 0x00"), ("vb = 0x4E", "vb = NULL"), ("v = '1'", "v = '01'"),
        ("d = 1e-300", "d = 2e-300"), ("d = 2.2250738585072014e-308", "d = 2.225073858507201e-308"),
        ("d = -1.2345678901234567e-300", "d = -1.2345678901234569e-300"),
        ("d = 0.1", "d = 0.10000000000000002"), ("d = 1.7976931348623157e308", "d = 1.7976931348623155e308"),
        ("f = 16777216", "f = 16777214"), ("f = 0.1", "f = 0.10000001"), ("f = 3.4028234e38", "f = 3.4028232e38"),
        ("dt = NULL", "dt = '0000-00-00 00:00:00'"), ("da = NULL", "da = '0000-00-00'"),
        ("en = NULL", "en = ''"), ("st = NULL", "st = ''"), ("bits = NULL", "bits = b'0'"),
        ("bits = 0x31", "bits = b'1'"), ("ti = '00:00:00'", "ti = NULL"),
    ]
}
