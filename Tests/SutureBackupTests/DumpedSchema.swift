import MySQLClient

/// A schema with all that a dump can get wrong, and a picture of a schema to compare two of them.
enum DumpedSchema {
    /// Names that need quoting, values that text changes, and every kind of object besides tables.
    static let statements: [Statement] = [
        "CREATE TABLE `a``b` (id INT PRIMARY KEY, t TEXT, b BLOB, d DECIMAL(65,30), f DOUBLE, j JSON, bits BIT(9))",
        #"INSERT INTO `a``b` VALUES (1, 'x\n-- Table structure for table `no`\nCREATE TABLE `no` (', x'00FF0A270D', "#
            + #"12345678901234567890.000000000000000000000000000001, 0.1, '{"k": "v"}', b'101010101')"#,
        "INSERT INTO `a``b` (id, t) VALUES (2, 'naïve 語 😀'), (3, NULL), (0, '')",
        "CREATE TABLE child (id INT AUTO_INCREMENT PRIMARY KEY, parent INT, n INT, "
            + "doubled INT AS (n * 2) STORED, changed TIMESTAMP(6) NOT NULL DEFAULT '2026-01-01 00:00:00', "
            + "FOREIGN KEY (parent) REFERENCES `a``b` (id))",
        "INSERT INTO child (id, parent, n) VALUES (0, 0, 1), (17, 2, 2), (18, NULL, NULL)",
        "CREATE TABLE `-dash` (id INT PRIMARY KEY)",
        "CREATE TABLE zero (day DATE PRIMARY KEY)",
        "INSERT INTO zero VALUES ('0000-00-00')",
        "CREATE VIEW seen AS SELECT id, n FROM child",
        "CREATE TRIGGER child_insert BEFORE INSERT ON child FOR EACH ROW SET NEW.n = COALESCE(NEW.n, -1)",
        "CREATE PROCEDURE p() BEGIN SELECT 1; END",
        "CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO SELECT 1",
    ]

    static let tables = ["-dash", "a`b", "child", "zero"]

    /// Fills the schema of a session.
    static func fill(_ session: Session) throws {
        for statement in statements {
            try session.execute(statement)
        }
    }

    /// Returns rows, definitions and checksums of a schema, without its name.
    static func picture(of session: Session) throws -> [String] {
        var lines: [String] = []
        for table in tables {
            let rows = try session.rows("SELECT * FROM \(identifier: table) ORDER BY 1")
            lines += rows.map { "\(table): \($0.values)" + hidden($0) }
            let definition: String? = try session.firstRow("SHOW CREATE TABLE \(identifier: table)")?.get(1)
            lines.append(definition ?? "no \(table)")
        }
        for (kind, query) in objects {
            let database = try session.database ?? ""
            lines += try session.rows(query + Statement(" = ? ORDER BY 1", [.text(database)]))
                .map { "\(kind): \($0.values)" + hidden($0) }
        }
        return lines
    }

    private static let objects: [(kind: String, query: Statement)] = [
        ("view", "SELECT TABLE_NAME, IS_UPDATABLE FROM information_schema.VIEWS WHERE TABLE_SCHEMA"),
        (
            "trigger",
            "SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_STATEMENT FROM information_schema.TRIGGERS "
                + "WHERE TRIGGER_SCHEMA"
        ),
        (
            "routine",
            "SELECT ROUTINE_NAME, ROUTINE_TYPE, ROUTINE_DEFINITION FROM information_schema.ROUTINES "
                + "WHERE ROUTINE_SCHEMA"
        ),
        ("event", "SELECT EVENT_NAME, EVENT_DEFINITION FROM information_schema.EVENTS WHERE EVENT_SCHEMA"),
    ]

    /// Returns the contents that a value's description does not show.
    private static func hidden(_ row: Row) -> String {
        row.values
            .map { value in
                switch value {
                case .text(let text), .decimal(let text): text
                case .bytes(let bytes): "\(bytes)"
                default: ""
                }
            }
            .joined(separator: "|")
    }
}
