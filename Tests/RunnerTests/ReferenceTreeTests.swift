import MySQLClient
import SutureRepair
import SutureTesting
import Testing

/// The references to a table: declared keys of every kind, and suggested references, with the evidence of the data.
@Suite struct ReferenceTreeTests {
    private static let schools: Statement = """
        CREATE TABLE schools (id BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, code VARCHAR(10) UNIQUE, region INT,
          UNIQUE KEY (region, code)) COLLATE utf8mb4_unicode_ci
        """
    private static let rows: Statement =
        "INSERT INTO schools (id, code, region) VALUES (1, 'a', 1), (2, 'b', 1), (3, 'c', 2), (4, 'd', 2)"

    private func tree(_ test: RunnerCase, of table: String = "schools") async throws -> ReferenceTree {
        try await test.connection.run { try ReferenceTree.read(of: table, in: $0) }
    }

    private func lines(_ tree: ReferenceTree, to parent: String = "schools") -> [String] {
        tree.references(to: parent)
            .map { reference in
                let columns = reference.columns.joined(separator: ",") + (reference.path ?? "")
                let facts = [
                    "\(reference.kind) \(reference.table).\(columns) > \(reference.parentColumns.joined(separator: ","))",
                    reference.rows.map { "\($0.isExact ? "" : "~")\($0.count)" }, reference.foreignKey?.onDelete,
                    reference.evidence?.text,
                ]
                return facts.compactMap(\.self).joined(separator: "; ")
            }
    }

    @Test(arguments: await TestServers.all())
    func findsDeclaredKeysOfEveryKind(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                Self.schools,
                Self.rows,
                """
                CREATE TABLE by_code (id INT PRIMARY KEY, region INT, code VARCHAR(10),
                  CONSTRAINT k1 FOREIGN KEY (code) REFERENCES schools (code) ON DELETE CASCADE,
                  CONSTRAINT k2 FOREIGN KEY (region, code) REFERENCES schools (region, code) ON DELETE RESTRICT
                ) COLLATE utf8mb4_unicode_ci
                """,
                "INSERT INTO by_code VALUES (1, 1, 'a'), (2, NULL, 'b'), (3, NULL, NULL)",
                """
                CREATE TABLE transfers (id INT PRIMARY KEY, source BIGINT UNSIGNED NOT NULL, target BIGINT UNSIGNED,
                  previous INT, CONSTRAINT t1 FOREIGN KEY (source) REFERENCES schools (id) ON DELETE CASCADE,
                  CONSTRAINT t2 FOREIGN KEY (target) REFERENCES schools (id) ON DELETE SET NULL,
                  CONSTRAINT t3 FOREIGN KEY (previous) REFERENCES transfers (id) ON DELETE CASCADE)
                """,
                "INSERT INTO transfers VALUES (1, 1, 2, NULL), (2, 3, NULL, 1)"
            )
            let tree = try await tree(test)
            #expect(
                lines(tree) == [
                    "declared by_code.code > code; 2; CASCADE",
                    "declared by_code.region,code > region,code; 1; RESTRICT",
                    "declared transfers.source > id; 2; CASCADE", "declared transfers.target > id; 1; SET NULL",
                ]
            )
            #expect(lines(tree, to: "transfers") == ["declared transfers.previous > id; 1; CASCADE"])
            #expect(tree.tables.map(\.name) == ["schools", "by_code", "transfers"])
            #expect(tree.tables.map(\.rows?.count) == [4, 3, 2])
        }
    }

    @Test(arguments: await TestServers.all())
    func followsACycleOnceAndMarksOtherSchemas(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                Self.schools,
                Self.rows,
                """
                CREATE TABLE heads (id INT PRIMARY KEY, school_id BIGINT UNSIGNED,
                  FOREIGN KEY (school_id) REFERENCES schools (id))
                """,
                "ALTER TABLE schools ADD COLUMN head INT, ADD FOREIGN KEY (head) REFERENCES heads (id)"
            )
            let schema = try #require(try await test.text("SELECT DATABASE()"))
            try await server.withSchema { configuration async throws in
                let other = try #require(configuration.database)
                try await test.execute(
                    """
                    CREATE TABLE \(identifier: other).licenses (id INT PRIMARY KEY, s BIGINT UNSIGNED,
                      FOREIGN KEY (s) REFERENCES \(identifier: schema).schools (id))
                    """,
                    "INSERT INTO \(identifier: other).licenses VALUES (1, 1), (2, NULL)",
                    """
                    CREATE TABLE \(identifier: other).seats (id INT PRIMARY KEY, licence INT, license_id INT,
                      FOREIGN KEY (licence) REFERENCES \(identifier: other).licenses (id) ON DELETE CASCADE)
                    """,
                    "INSERT INTO \(identifier: other).seats VALUES (1, 1, 2), (2, 2, 2)"
                )
                let tree = try await tree(test)
                #expect(
                    lines(tree, to: "\(other).licenses") == [
                        "declared seats.licence > id; 2; CASCADE",
                        "suggested seats.license_id > id; 2; the only value found",
                    ]
                )
                #expect(tree.tables.map(\.name) == ["schools", "heads", "licenses", "seats"])
                #expect(Set(tree.references(to: "schools").map(\.table)) == ["licenses", "heads"])
                let foreign = try #require(tree.references.first { $0.schema != nil })
                #expect(foreign.schema == other)
                #expect(foreign.rows?.count == 1)
                #expect(tree.references(to: "heads").map(\.table) == ["schools"])
                try await test.execute("DROP TABLE \(identifier: other).seats, \(identifier: other).licenses")
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func suggestsByNameTypeAndData(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                Self.schools,
                Self.rows,
                """
                CREATE TABLE a (id INT PRIMARY KEY, school_id INT, theSchoolId BIGINT, owner_school_id BIGINT UNSIGNED NOT NULL,
                  school VARCHAR(20), preschool_id INT)
                """,
                "INSERT INTO a VALUES (1, 1, 1, 1, 'x', 1), (2, 2, 9, 2, 'x', 1), (3, 9, 8, 1, 'x', 1), (4, NULL, 7, 1, '', 1)",
                "CREATE TABLE branches (id INT PRIMARY KEY, schoolId BIGINT UNSIGNED, INDEX (schoolId))",
                """
                CREATE TABLE comments (id INT PRIMARY KEY, subject_type VARCHAR(40), subject_id BIGINT UNSIGNED)
                """,
                """
                INSERT INTO comments VALUES (1, 'App\\\\Models\\\\School', 1), (2, 'App\\\\Models\\\\School', 9), (3, 'branch', 1),
                  (4, 'other', 2), (5, NULL, 3)
                """
            )
            let tree = try await tree(test)
            #expect(
                lines(tree) == [
                    "suggested a.owner_school_id > id; 4; all of 2 values found",
                    "suggested a.school_id > id; 3; 66% of 3 values found",
                    "suggested a.theSchoolId > id; 4; 25% of 4 values found",
                    "suggested branches.schoolId > id; 0; no values to look up",
                    "polymorphic comments.subject_id > id; 3",
                ]
            )
            let kinds = tree.references(to: "schools").last?.typeValues?.map { "\($0.value): \($0.evidence.text)" }
            #expect(kinds == ["App\\Models\\School: 50% of 2 values found", "other: the only value found"])
        }
    }

    @Test(arguments: await TestServers.all())
    func findsIdsInDocuments(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                Self.schools,
                Self.rows,
                "CREATE TABLE payments (id INT PRIMARY KEY, meta JSON, note TEXT)",
                """
                INSERT INTO payments VALUES (1, '{"school_id": 1, "amount": 3, "school": {"id": "2"}}', ''),
                  (2, '{"school_id": 9, "lines": [{"schoolId": 1}, {"schoolId": 2}]}', '{"school_id": 1}'),
                  (3, '{"school_id": null, "a b": {"school_id": 1}}', ''), (4, '[1, 2]', ''), (5, NULL, '')
                """
            )
            #expect(
                lines(try await tree(test)) == [
                    "json payments.meta$.lines[*].schoolId > id; 1; all of 2 values found",
                    "json payments.meta$.school.id > id; 1; the only value found",
                    "json payments.meta$.school_id > id; 3; 50% of 2 values found",
                ]
            )
        }
    }

    /// A table that is too large to be counted is estimated, and its values are sampled.
    @Test(arguments: await TestServers.all())
    func samplesLargeTables(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                Self.schools,
                Self.rows,
                "CREATE TABLE visits (id INT PRIMARY KEY AUTO_INCREMENT, school_id BIGINT UNSIGNED, meta JSON)",
                "INSERT INTO visits (school_id, meta) SELECT id, JSON_OBJECT('school_id', id) FROM schools",
                "INSERT INTO visits (school_id, meta) SELECT v.school_id, v.meta FROM visits v, visits w, visits x, visits y",
                """
                INSERT INTO visits (school_id, meta) SELECT IF(n < 2, v.school_id, NULL), v.meta FROM visits v
                JOIN (WITH RECURSIVE s AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM s WHERE n < 240) SELECT n FROM s) AS t
                """,
                "INSERT INTO visits (id, school_id) VALUES (2000000000, 9)"
            )
            let tree = try await tree(test)
            let visits = try #require(tree.tables.last?.rows)
            #expect(!visits.isExact)
            #expect(visits.count > 50_000 && visits.count < 80_000)
            let found = tree.references.map(\.evidence)
            #expect(found.map(\.?.isSampled) == [true, true])
            #expect(found.map(\.?.found) == [4, 4])
            let referring = try #require(tree.references[0].rows)
            #expect(!referring.isExact)
        }
    }
}
