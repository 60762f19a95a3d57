import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// The triggers that keep a pair in step: the effects of each write, and their creation and removal by a step.
@Suite struct SynchronizingTriggerTests {
    private static let pair = SynchronizedPair(
        source: "people",
        partner: "pupils",
        sharing: ["name", "email"],
        identifying: ["email"],
        belongs: "role = 'PUPIL' AND NOT hidden",
        newPartner: ["joined": "@suture_now", "bio": "CONCAT('was ', t.role)"],
        newSource: ["role": "'PUPIL'", "password": "CONCAT('!', LENGTH(t.bio))"]
    )

    private static let people: Statement = """
        CREATE TABLE people (
            id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NOT NULL,
            email VARCHAR(40) NOT NULL UNIQUE, role ENUM('PUPIL','TEACHER') NOT NULL DEFAULT 'PUPIL',
            hidden BOOLEAN NOT NULL DEFAULT FALSE, password VARCHAR(60) NOT NULL DEFAULT '', visits INT NOT NULL DEFAULT 0
        ) ENGINE=InnoDB
        """

    private static func pupils(_ key: String) -> Statement {
        """
        CREATE TABLE pupils (
            id BIGINT UNSIGNED NOT NULL PRIMARY KEY, name VARCHAR(20) NOT NULL, email VARCHAR(40) NOT NULL UNIQUE,
            bio VARCHAR(40) NULL, joined DATETIME(6) NULL\(raw: key)
        ) ENGINE=InnoDB
        """
    }

    /// Tables with and without a foreign key, and the triggers on them.
    private func each(
        on server: TestServer,
        _ body: (RunnerCase, MigrationRunner) async throws -> Void
    ) async throws {
        for key in ["", ", FOREIGN KEY (id) REFERENCES people (id)"] {
            try await RunnerCase.with(server) { test in
                try await test.execute(Self.people, Self.pupils(key))
                let runner = try test.runner { InstallTriggers(for: Self.pair) }
                _ = try await runner.up()
                try await test.connection.run { try $0.execute("SET @suture_sync = NULL") }
                try await body(test, runner)
            }
        }
    }

    private func expect(
        _ people: String,
        _ pupils: String,
        _ test: RunnerCase,
        _ line: SourceLocation = #_sourceLocation
    )
        async throws
    {
        let people = try await (
            test.text("SELECT GROUP_CONCAT(BINARY CONCAT(id, name, ' ', email) ORDER BY id) FROM people"), people
        )
        let pupils = try await (
            test.text("SELECT GROUP_CONCAT(BINARY CONCAT(id, name, ' ', email) ORDER BY id) FROM pupils"), pupils
        )
        #expect(people.0 ?? "" == people.1, sourceLocation: line)
        #expect(pupils.0 ?? "" == pupils.1, sourceLocation: line)
    }

    @Test(arguments: await TestServers.all()) func followTheSource(server: TestServer) async throws {
        try await each(on: server) { test, _ in
            try await test.execute("INSERT INTO people (id, name, email) VALUES (1, 'ann', 'a'), (2, 'bob', 'b')")
            try await test.execute("INSERT INTO people (id, name, email, role) VALUES (3, 'cat', 'c', 'TEACHER')")
            try await expect("1ann a,2bob b,3cat c", "1ann a,2bob b", test)
            #expect(try await test.count("pupils WHERE joined > '2026-01-01' AND bio = 'was PUPIL'") == 2)

            // A change of case alone is a change; one of other columns is none of the partner's.
            try await test.execute("UPDATE people SET name = 'Ann' WHERE id = 1", "UPDATE people SET visits = 1")
            try await test.execute("UPDATE people SET email = 'C' WHERE id = 3")
            try await expect("1Ann a,2bob b,3cat C", "1Ann a,2bob b", test)
            try await test.execute("UPDATE people SET role = 'PUPIL' WHERE id = 3")
            try await expect("1Ann a,2bob b,3cat C", "1Ann a,2bob b,3cat C", test)

            try await test.execute("UPDATE people SET hidden = TRUE, name = 'rob' WHERE id = 2")
            try await expect("1Ann a,2rob b,3cat C", "1Ann a,2bob b,3cat C", test)
            try await test.execute("DELETE FROM people WHERE id IN (1, 2)")
            try await expect("3cat C", "3cat C", test)
        }
    }

    @Test(arguments: await TestServers.all()) func followThePartner(server: TestServer) async throws {
        try await each(on: server) { test, _ in
            try await test.execute(
                "INSERT INTO pupils (id, name, email, bio) VALUES (7, 'eve', 'e', 'xyz'), (8, 'fay', 'f', '')"
            )
            try await expect("7eve e,8fay f", "7eve e,8fay f", test)
            #expect(try await test.text("SELECT password FROM people WHERE id = 7") == "!3")
            try await test.execute("UPDATE pupils SET name = CONCAT(name, '!')", "DELETE FROM pupils WHERE id = 8")
            try await expect("7eve! e", "7eve! e", test)

            // The source is the source of truth, and one that does not belong to the pair is not changed.
            try await test.execute("SET @suture_sync = 0", "DELETE FROM pupils", "SET @suture_sync = NULL")
            try await test.execute("INSERT INTO people (id, name, email, role) VALUES (9, 'gus', 'g', 'TEACHER')")
            try await test.execute("INSERT INTO pupils (id, name, email) VALUES (7, 'other', 'o'), (9, 'hal', 'h')")
            try await expect("7eve! e,9gus g", "7eve! e,9hal h", test)
            try await test.execute("UPDATE pupils SET name = 'ian' WHERE id = 9", "DELETE FROM pupils WHERE id = 9")
            try await expect("7eve! e,9gus g", "7eve! e", test)
        }
    }

    /// A foreign key between the two refuses it.
    @Test(arguments: await TestServers.all()) func followAChangedKey(server: TestServer) async throws {
        try await each(on: server) { test, _ in
            try await test.execute("INSERT INTO people (id, name, email) VALUES (1, 'ann', 'a'), (2, 'bob', 'b')")
            do {
                try await test.execute(
                    "UPDATE people SET id = 11 WHERE id = 1",
                    "UPDATE pupils SET id = 12 WHERE id = 2"
                )
                try await expect("11ann a,12bob b", "11ann a,12bob b", test)
                // A source that does not belong to the pair keeps its own.
                try await test.execute(
                    "UPDATE people SET hidden = TRUE WHERE id = 11",
                    "UPDATE pupils SET id = 1 WHERE id = 11"
                )
                try await expect("11ann a,12bob b", "1ann a,12bob b", test)
            } catch let error as MySQLError {
                #expect(error.code == .rowIsReferenced)
                try await expect("1ann a,2bob b", "1ann a,2bob b", test)
            }
        }
    }

    /// All statements of a session with a fixed clock have the same time.
    @Test(arguments: await TestServers.all()) func workWhileTheClockStands(server: TestServer) async throws {
        try await each(on: server) { test, _ in
            try await test.execute("SET timestamp = 1767225600")
            try await test.execute("INSERT INTO people (id, name, email) VALUES (1, 'ann', 'a')")
            try await test.execute("INSERT INTO pupils VALUES (2, 'bob', 'b', '', NULL)", "DELETE FROM pupils")
            try await expect("", "", test)
            try await test.execute("INSERT INTO people (id, name, email) VALUES (1, 'ann', 'a')")
            try await test.execute("SET @suture_sync = 0", "UPDATE pupils SET email = 'z'", "SET @suture_sync = NULL")
            await #expect(throws: MySQLError.self) {
                try await test.execute("INSERT INTO people (id, name, email) VALUES (2, 'bob', 'z')")
            }
            try await test.execute("INSERT INTO people (id, name, email) VALUES (3, 'cat', 'c')")
            try await expect("1ann a,3cat c", "1ann z,3cat c", test)
            try await test.execute("DELETE FROM people WHERE id = 3")
            try await expect("1ann a", "1ann z", test)
        }
    }

    /// A program that gives a value with a row that may exist changes the pair, as by an update.
    @Test(arguments: await TestServers.all()) func aGivenValueOfAnExistingRowIsAChange(server: TestServer) async throws
    {
        try await each(on: server) { test, _ in
            try await test.execute(
                "ALTER TABLE pupils MODIFY name VARCHAR(20) NULL",
                "INSERT INTO people (id, name, email) VALUES (1, 'ann', 'a'), (2, 'bob', 'b')"
            )
            try await test.execute(
                """
                INSERT INTO pupils (id, name, email, bio) VALUES (1, 'Ann', 'A', ''), (7, 'eve', 'e', '')
                ON DUPLICATE KEY UPDATE name = VALUES(name), email = VALUES(email)
                """
            )
            try await expect("1Ann A,2bob b,7eve e", "1Ann A,2bob b,7eve e", test)
            try await test.execute("REPLACE INTO pupils (id, name, email) VALUES (1, 'amy', 'y'), (2, 'Bob', 'b')")
            try await expect("1amy y,2Bob b,7eve e", "1amy y,2Bob b,7eve e", test)
            // Values that are not given are no change, and for a row that does not exist the source's values count.
            try await test.execute(
                "INSERT INTO pupils (id, name, email) VALUES (2, 'rob', 'r') ON DUPLICATE KEY UPDATE bio = 'kept'",
                "REPLACE INTO pupils (id, email) VALUES (1, 'y')",
                "SET @suture_sync = 0",
                "DELETE FROM pupils WHERE id = 7",
                "SET @suture_sync = NULL",
                "INSERT INTO pupils (id, name, email) VALUES (7, 'o', 'o') ON DUPLICATE KEY UPDATE name = VALUES(name)"
            )
            try await expect("1amy y,2Bob b,7eve e", "1amy y,2Bob b,7eve e", test)
            #expect(try await test.count("pupils WHERE bio = 'kept'") == 1)
        }
    }

    /// The pair has the stored values, not the given ones.
    @Test(arguments: await TestServers.all()) func followWhatOtherTriggersWrite(server: TestServer) async throws {
        try await each(on: server) { test, _ in
            try await test.execute(
                "CREATE TRIGGER lower BEFORE INSERT ON people FOR EACH ROW SET NEW.email = LOWER(NEW.email)",
                "CREATE TRIGGER trimmed BEFORE INSERT ON pupils FOR EACH ROW SET NEW.name = TRIM(NEW.name)",
                "INSERT INTO people (id, name, email) VALUES (1, 'ann', 'A')",
                "INSERT INTO pupils (id, name, email, bio) VALUES (2, ' bob', 'B', '')"
            )
            try await expect("1ann a,2bob b", "1ann a,2bob b", test)
        }
    }

    /// The values that only the other half of a replaced row has are not lost.
    @Test(arguments: await TestServers.all()) func aReplacedRowIsNoDeletedOne(server: TestServer) async throws {
        try await each(on: server) { test, _ in
            try await test.execute("INSERT INTO people (id, name, email, password) VALUES (1, 'ann', 'a', 'hash')")
            try await test.execute("REPLACE INTO pupils (id, name, email, bio) VALUES (1, 'ann', 'a', 'new')")
            try await expect("1ann a", "1ann a", test)
            #expect(try await test.text("SELECT CONCAT(password, bio) FROM people JOIN pupils USING (id)") == "hashnew")
            // The email of another pair is not taken from it, by a new row or by one that replaces its own.
            try await test.execute("INSERT INTO people (id, name, email) VALUES (3, 'cat', 'c')")
            for key in [2, 3] {
                let error = await #expect(throws: MySQLError.self) {
                    try await test.execute("REPLACE INTO pupils (id, name, email, bio) VALUES (\(key), 'bob', 'a', '')")
                }
                #expect(error?.code == .duplicateEntry)
                try await expect("1ann a,3cat c", "1ann a,3cat c", test)
            }
            try await test.execute("DELETE FROM pupils WHERE id = 3")
            // A foreign key between the two refuses to replace the source.
            do {
                try await test.execute("REPLACE INTO people (id, name, email) VALUES (1, 'eve', 'e')")
                try await expect("1eve e", "1eve e", test)
            } catch let error as MySQLError {
                #expect(error.code == .rowIsReferenced)
                try await expect("1ann a", "1ann a", test)
            }
            #expect(try await test.text("SELECT bio FROM pupils") == "new")
        }
    }

    @Test(arguments: await TestServers.all()) func failWithTheStatementAndGoOn(server: TestServer) async throws {
        try await each(on: server) { test, _ in
            try await test.execute("INSERT INTO people (id, name, email) VALUES (1, 'ann', 'a')")
            try await test.execute("SET @suture_sync = 0", "UPDATE pupils SET email = 'z'", "SET @suture_sync = NULL")
            let error = await #expect(throws: MySQLError.self) {
                try await test.execute("INSERT INTO people (id, name, email) VALUES (2, 'bob', 'z')")
            }
            #expect(error?.code == .duplicateEntry)
            try await test.execute("INSERT INTO people (id, name, email) VALUES (3, 'cat', 'c')")
            try await expect("1ann a,3cat c", "1ann z,3cat c", test)

            // A row that was not inserted is deleted like any other.
            await #expect(throws: MySQLError.self) {
                try await test.execute("INSERT INTO people (id, name, email) VALUES (3, 'dan', 'd')")
            }

            // A killed statement leaves the mark of another time.
            try await test.execute("SET @suture_sync = NOW(6) + 0", "DELETE FROM people WHERE id = 3")
            try await test.execute("SET @suture_sync = 20260101000000.5", "UPDATE people SET name = 'Ann'")
            try await expect("1Ann a", "1Ann a", test)
        }
    }

    @Test(arguments: await TestServers.all()) func comeAndGoByAStep(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(Self.people, Self.pupils(""), "CREATE TABLE log (id INT AUTO_INCREMENT PRIMARY KEY)")
            try await test.execute(
                "CREATE TRIGGER own AFTER INSERT ON people FOR EACH ROW INSERT INTO log VALUES ()",
                "INSERT INTO people (id, name, email) VALUES (1, 'ann', 'a')"
            )
            let start = try await test.fingerprint()
            let runner = try test.runner {
                InstallTriggers(for: Self.pair); SynchronizePair(Self.pair)
            }
            let planned = try await runner.plan().flatMap { $0.steps.flatMap(\.changes) }.filter { $0.kind == .define }
            #expect(planned.map(\.rows) == Array(repeating: 0, count: 8))
            _ = try await runner.up()
            #expect(try await runner.verify().flatMap(\.findings).isEmpty)
            try await test.execute(
                "SET @suture_sync = NULL",
                "INSERT INTO people (id, name, email) VALUES (2, 'bob', 'b')"
            )
            try await expect("1ann a,2bob b", "1ann a,2bob b", test)
            #expect(try await test.count("log") == 2)
            try await test.execute(
                "DELETE FROM people WHERE id = 2",
                "DELETE FROM log WHERE id = 2",
                "ALTER TABLE people AUTO_INCREMENT = 2",
                "ALTER TABLE log AUTO_INCREMENT = 2"
            )

            try await test.execute(
                "DROP TRIGGER suture_sync_pupils_after_update",
                "DROP TRIGGER suture_sync_people_before_delete"
            )
            try await test.execute(
                "CREATE TRIGGER suture_sync_people_before_delete BEFORE DELETE ON people FOR EACH ROW DO 0"
            )
            let findings = try await runner.verify().flatMap(\.findings)
            #expect(Set(findings.map(\.check)) == ["trigger-missing", "trigger-changed"])
            let conflict = await #expect(throws: SutureError.self) { _ = try await runner.down(.everything) }
            #expect(conflict?.code == .conflict)
            #expect(conflict?.details == ["people: suture_sync_people_before_delete"])
            var request = DownRequest.everything
            request.conflictPolicy = .keep
            _ = try await runner.down(request)
            let triggers: Statement = """
                SELECT GROUP_CONCAT(TRIGGER_NAME ORDER BY TRIGGER_NAME) FROM information_schema.TRIGGERS
                WHERE TRIGGER_SCHEMA = DATABASE()
                """
            #expect(try await test.text(triggers) == "own,suture_sync_people_before_delete")
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// A step that changes a table of the pair is not refused, and only its own changes are journalled.
    @Test(arguments: await TestServers.all()) func areOffInRuns(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(Self.people, Self.pupils(""))
            try await test.execute("INSERT INTO people (id, name, email) VALUES (1, 'ann', 'a')")
            let runner = try test.runner {
                InstallTriggers(for: Self.pair)
                SynchronizePair(Self.pair)
                Update("people", set: ["name": "'eve'"], where: "id = 1")
            }
            let start = try await test.fingerprint()
            _ = try await runner.up()
            try await expect("1eve a", "1ann a", test)
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    private struct Keeping: Migration {
        let pair: SynchronizedPair
        var steps: [any Step] { InstallTriggers(for: pair) }
    }

    /// A trigger has no place for a bound value; the step that repairs the pair has.
    @Test(arguments: await TestServers.all(), ["belongs", "joined", "password"])
    func refuseBoundValues(server: TestServer, place: String) async throws {
        let (role, joined) = ("PUPIL", "2026-01-01")
        let pair = SynchronizedPair(
            source: "people",
            partner: "pupils",
            sharing: ["name", "email"],
            belongs: place == "belongs" ? "role = \(role)" : "role = 'PUPIL'",
            newPartner: ["joined": place == "joined" ? "\(joined)" : "NOW()"],
            newSource: ["role": "'PUPIL'", "password": place == "password" ? "CONCAT(\(role), '!')" : "'!'"]
        )
        try await RunnerCase.with(server) { test in
            try await test.execute(Self.people, Self.pupils(""))
            let runner = try test.runner { InstallTriggers(for: pair) }
            let found = try await runner.lint().map(\.code)
            #expect(found == ["invalid-migration"])
            let migration = RegisteredMigration(version: 1, name: "Keeping", file: "Keeping.swift", checksum: "0") {
                Keeping(pair: pair)
            }
            #expect(Lint([migration]).findings().map(\.code) == found)
            let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            #expect(error?.code == .invalidMigration)
            #expect(error?.outcome == .refused)
            let column = ["belongs": "belongs, over people", "joined": "pupils.joined", "password": "people.password"][
                place
            ]
            #expect(error?.message.contains(column ?? "") == true)
            try await test.execute("INSERT INTO people (id, name, email) VALUES (1, 'ann', 'a')")
            _ = try await test.runner { SynchronizePair(pair) }.up()
            #expect(try await test.count("pupils") == 1)
        }
    }
}
