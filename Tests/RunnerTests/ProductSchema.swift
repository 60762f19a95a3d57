import MySQLClient
import SutureRepair

/// A schema of 32 tables, shaped like that of a school platform, with duplicates at three levels: institutions, their
/// courses, and the prices of these.
enum ProductSchema {
    /// A table by its columns; `name REFERENCES parent` declares a foreign key to its `id`.
    private static let tables: [(name: String, columns: [String])] = [
        ("countries", ["code CHAR(2) NOT NULL UNIQUE"]),
        (
            "institutions",
            ["name VARCHAR(40) NOT NULL", "country_id REFERENCES countries", "parent_id REFERENCES institutions"]
        ),
        ("users", ["email VARCHAR(40) NOT NULL UNIQUE", "institution_id REFERENCES institutions"]),
        (
            "students",
            ["user_id INT NOT NULL UNIQUE REFERENCES users", "institution_id INT NOT NULL REFERENCES institutions"]
        ),
        (
            "teachers",
            ["user_id REFERENCES users", "institution_id INT NOT NULL REFERENCES institutions ON DELETE CASCADE"]
        ),
        ("categories", ["name VARCHAR(20)", "parent_id REFERENCES categories"]),
        (
            "courses",
            [
                "title VARCHAR(40) NOT NULL", "institution_id INT NOT NULL REFERENCES institutions ON DELETE CASCADE",
                "category_id REFERENCES categories", "UNIQUE KEY (title, institution_id)",
            ]
        ),
        (
            "prices",
            [
                "course_id INT NOT NULL REFERENCES courses ON DELETE CASCADE", "week INT NOT NULL",
                "amount DECIMAL(10,2) NOT NULL", "UNIQUE KEY (course_id, week)",
            ]
        ),
        ("discounts", ["price_id INT NOT NULL REFERENCES prices", "percent INT NOT NULL"]),
        ("tags", ["name VARCHAR(20) NOT NULL UNIQUE"]),
        (
            "course_tags",
            [
                "course_id INT NOT NULL REFERENCES courses", "tag_id INT NOT NULL REFERENCES tags",
                "UNIQUE KEY (course_id, tag_id)",
            ]
        ),
        (
            "bookings",
            [
                "institution_id INT NOT NULL REFERENCES institutions", "course_id INT NOT NULL REFERENCES courses",
                "student_id REFERENCES students", "user_id REFERENCES users ON DELETE SET NULL",
            ]
        ),
        ("enrollments", ["student_id INT NOT NULL REFERENCES students", "course_id INT NOT NULL REFERENCES courses"]),
        ("grades", ["enrollment_id INT NOT NULL REFERENCES enrollments", "points INT"]),
        ("commissions", ["institution_id INT NOT NULL UNIQUE REFERENCES institutions ON DELETE CASCADE", "rate INT"]),
        (
            "payouts",
            [
                "institution_id INT NOT NULL", "amount INT",
                "FOREIGN KEY (institution_id) REFERENCES commissions (institution_id)",
            ]
        ),
        ("payments", ["booking_id REFERENCES bookings", "metadata JSON"]),
        ("invoices", ["institutionId INT NOT NULL", "total INT"]),
        ("reminders", ["invoice_id INT NOT NULL REFERENCES invoices"]),
        ("comments", ["subject_type VARCHAR(20) NOT NULL", "subject_id INT NOT NULL", "text VARCHAR(20)"]),
        ("rooms", ["institution_id INT NOT NULL REFERENCES institutions ON UPDATE CASCADE", "number INT NOT NULL"]),
        ("lessons", ["course_id REFERENCES courses", "room_id REFERENCES rooms", "teacher_id REFERENCES teachers"]),
        ("attendances", ["lesson_id INT NOT NULL REFERENCES lessons", "student_id INT NOT NULL REFERENCES students"]),
        ("materials", ["lesson_id REFERENCES lessons", "course_id REFERENCES courses"]),
        ("reviews", ["course_id INT NOT NULL REFERENCES courses", "user_id REFERENCES users"]),
        ("addresses", ["institution_id REFERENCES institutions ON DELETE SET NULL", "street VARCHAR(20)"]),
        ("contacts", ["address_id REFERENCES addresses", "institution_id REFERENCES institutions"]),
        ("domains", ["host VARCHAR(40) NOT NULL UNIQUE", "institution_id INT NOT NULL REFERENCES institutions"]),
        ("settings", ["institution_id INT NOT NULL UNIQUE REFERENCES institutions", "theme VARCHAR(20)"]),
        ("campaigns", ["institution_id REFERENCES institutions", "course_id REFERENCES courses"]),
        ("clicks", ["campaign_id INT NOT NULL REFERENCES campaigns"]),
        ("audit_log", ["user_id REFERENCES users", "text VARCHAR(20)"]),
    ]

    static var names: [String] { tables.map(\.name) }

    /// The tables and their rows.
    static var statements: [Statement] { tables.map(create) + rows }

    private static func create(_ table: (name: String, columns: [String])) -> Statement {
        var parts = ["id INT PRIMARY KEY"]
        for column in table.columns {
            guard !column.hasPrefix("FOREIGN"), let range = column.firstRange(of: " REFERENCES ") else {
                parts.append(column)
                continue
            }
            let (left, right) = (column[..<range.lowerBound], column[range.upperBound...])
            let words = right.split(separator: " ", maxSplits: 1)
            let name = left.prefix { $0 != " " }
            parts.append(left.contains(" ") ? String(left) : "\(left) INT")
            parts.append("FOREIGN KEY (\(name)) REFERENCES \(words[0]) (id) \(words.dropFirst().first ?? "")")
        }
        return "CREATE TABLE \(raw: table.name) (\(raw: parts.joined(separator: ", "))) COLLATE utf8mb4_unicode_ci"
    }

    /// Institutions 1, 2, 3 are duplicates, and so are 4 and 5.
    ///
    /// Each has a course English; 1, 2, 3 also have prices for it.
    private static let rows: [Statement] = [
        "INSERT INTO countries VALUES (1, 'DE'), (2, 'FR')",
        """
        INSERT INTO institutions VALUES (1, 'ABC Academy', 1, NULL), (2, 'ABC ACADEMY', 1, 1), (3, 'abc academy', NULL, 2),
          (4, 'XYZ Language School', 2, 3), (5, 'xyz language school', 2, 4), (6, 'Solo', 1, 5)
        """,
        "INSERT INTO users SELECT id * 10, CONCAT('u', id, '@x'), id FROM institutions",
        "INSERT INTO students SELECT id * 10, id * 10, id FROM institutions",
        "INSERT INTO teachers SELECT id * 10, id * 10, id FROM institutions",
        "INSERT INTO categories VALUES (1, 'Languages', NULL), (2, 'English', 1)",
        "INSERT INTO courses SELECT id * 100, 'English', id, 2 FROM institutions",
        "INSERT INTO courses SELECT id * 100 + 1, CONCAT('Only ', id), id, 1 FROM institutions",
        "INSERT INTO prices SELECT id * 10 + 1, id, 1, id FROM courses",
        "INSERT INTO prices SELECT id * 10 + 2, id, 2, id FROM courses WHERE id IN (200, 300)",
        "INSERT INTO discounts SELECT id, id, 5 FROM prices",
        "INSERT INTO tags VALUES (1, 'new'), (2, 'online')",
        "INSERT INTO course_tags SELECT id * 10 + 1, id, 1 FROM courses",
        "INSERT INTO course_tags SELECT id * 10 + 2, id, 2 FROM courses WHERE id = 300",
        "INSERT INTO bookings SELECT id, institution_id, id, institution_id * 10, institution_id * 10 FROM courses",
        "INSERT INTO enrollments SELECT id, student_id, course_id FROM bookings",
        "INSERT INTO grades SELECT id, id, id FROM enrollments",
        // The survivor has no commission; of the second class, both have one.
        "INSERT INTO commissions VALUES (20, 2, 5), (30, 3, 6), (40, 4, 7), (50, 5, 8), (60, 6, 9)",
        "INSERT INTO payouts SELECT id, institution_id, rate FROM commissions",
        """
        INSERT INTO payments SELECT id, id, JSON_OBJECT('institution_id', institution_id, 'paid', TRUE) FROM bookings
        """,
        "INSERT INTO invoices SELECT id, id, 100 FROM institutions",
        "INSERT INTO reminders SELECT id, id FROM invoices",
        "INSERT INTO comments SELECT id, 'institution', id, 'a' FROM institutions",
        "INSERT INTO comments SELECT id, 'course', id, 'b' FROM courses",
        "INSERT INTO rooms SELECT id, id, 1 FROM institutions",
        "INSERT INTO lessons SELECT id, id, institution_id, institution_id * 10 FROM courses",
        "INSERT INTO attendances SELECT id, id, 10 FROM lessons",
        "INSERT INTO materials SELECT id, id, id FROM lessons",
        "INSERT INTO reviews SELECT id, id, 10 FROM courses",
        "INSERT INTO addresses SELECT id, id, 'street' FROM institutions",
        "INSERT INTO contacts SELECT id, id, id FROM institutions",
        "INSERT INTO domains SELECT id, CONCAT('s', id), id FROM institutions",
        "INSERT INTO settings VALUES (2, 2, 'dark'), (3, 3, 'light'), (6, 6, 'dark')",
        "INSERT INTO campaigns SELECT id, institution_id, id FROM courses",
        "INSERT INTO clicks SELECT id, id FROM campaigns",
        "INSERT INTO audit_log SELECT id, id, 'log' FROM users",
    ]

    /// The merge, with the undeclared references.
    static let merge = MergeDuplicates(
        of: "institutions",
        by: ["name"],
        undeclared: [
            MergeReference("invoices", "institutionId"),
            MergeReference("comments", "subject_id", when: "subject_type", is: "institution"),
            MergeReference("comments", "subject_id", to: "courses", when: "subject_type", is: "course"),
            MergeReference("payments", "metadata", path: "$.institution_id"),
        ],
        collisions: [
            "courses": .merge, "prices": .merge, "course_tags": .merge, "commissions": .merge, "settings": .merge,
        ]
    )
}
