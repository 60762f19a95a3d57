import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Edits between `up` and `down`: none is ever lost unnoticed.
@Suite struct ConflictTests {
    private func afterUp(_ server: TestServer, _ body: (RunnerCase, MigrationRunner) async throws -> Void) async throws
    {
        try await RunnerCase.with(server) { test async throws in
            try await test.install()
            let institutions = try await test.count("institutions")
            let runner = try test.runner()
            _ = try await runner.up()
            #expect(try await test.count("institutions") < institutions)
            try await body(test, runner)
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesAndListsAnEditedRow(server: TestServer) async throws {
        try await afterUp(server) { test, runner in
            // A student whose name the synchronization has written.
            let key = try await test.text(
                "SELECT CAST(MIN(key_id) AS CHAR) FROM suture_journal_20261123090200_1_1_3 WHERE NOT (old_name <=> new_name)"
            )
            try await test.execute("UPDATE students SET name = 'Somebody Else' WHERE id = \(key ?? "")")
            let edited = try await test.fingerprint()
            let error = await #expect(throws: SutureError.self) { _ = try await runner.down(.everything) }
            #expect(error?.code == .conflict)
            #expect(error?.outcome == .refused)
            #expect(error?.details == ["students \(key ?? ""): edited since (name), version 20261123090200"])
            #expect(try await test.fingerprint().differences(from: edited) == [])

            var keep = DownRequest.everything
            keep.conflictPolicy = .keep
            let report = try await runner.down(keep)
            #expect(report.kept == 1)
            #expect(try await test.count("students WHERE name = 'Somebody Else'") == 1)
            #expect(try await runner.status().allSatisfy { $0.state == .pending })
        }
    }

    @Test(arguments: await TestServers.all())
    func overwritesOnRequestAndKeepsWhatStoodThere(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.install()
            let start = try await test.fingerprint()
            let runner = try test.runner()
            _ = try await runner.up()
            let key = try await test.text(
                "SELECT CAST(MIN(key_id) AS CHAR) FROM suture_journal_20261123090200_1_1_3 WHERE NOT (old_name <=> new_name)"
            )
            try await test.execute(
                "UPDATE students SET name = 'Somebody Else', updated_at = updated_at WHERE id = \(key ?? "")"
            )
            var restore = DownRequest.everything
            restore.conflictPolicy = .restore
            _ = try await runner.down(restore)
            #expect(try await test.fingerprint().differences(from: start) == [])
            #expect(
                try await test.text("SELECT name FROM suture_overwritten_20261123090200_1_1_3") == "Somebody Else"
            )
        }
    }

    @Test(arguments: await TestServers.all())
    func leavesAnEditOfAnotherColumnAlone(server: TestServer) async throws {
        try await afterUp(server) { test, runner in
            let key = try await test.text("SELECT CAST(MIN(key_id) AS CHAR) FROM suture_journal_20261123090200_1_1_3")
            try await test.execute("UPDATE students SET bio = 'written later' WHERE id = \(key ?? "")")
            _ = try await runner.down(.everything)
            #expect(try await test.count("students WHERE bio = 'written later'") == 1)
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesWhenARowWasDeletedSince(server: TestServer) async throws {
        try await afterUp(server) { test, runner in
            let key = try await test.text("SELECT CAST(MIN(key_id) AS CHAR) FROM suture_journal_20261123090200_1_1_3")
            try await test.execute("DELETE FROM students WHERE id = \(key ?? "")")
            var request = DownRequest()
            request.extent = .steps(5)
            let conflicts = try await runner.planDown(request).conflicts
            #expect(conflicts.conflicts.contains { $0.table == "students" && $0.key == key && $0.reason == .deleted })
        }
    }

    /// A course that was created on a survivor stays with the survivor.
    @Test(arguments: await TestServers.all())
    func keepsNewChildrenOfASurvivor(server: TestServer) async throws {
        try await afterUp(server) { test, runner in
            let survivor = try await test.text(
                "SELECT CAST(MIN(new_institution_id) AS CHAR) FROM suture_journal_20261123090000_1_1_1"
            )
            try await test.execute(
                """
                INSERT INTO courses (institution_id, title, price, starts_on)
                VALUES (\(survivor ?? ""), 'Created since', 1, '2026-12-01')
                """
            )
            _ = try await runner.down(.everything)
            let found = try await test.count(
                "courses WHERE title = 'Created since' AND institution_id = \(survivor ?? "")"
            )
            #expect(found == 1)
        }
    }

    /// A survivor without children and without taken fields, deleted since: its duplicates would be restored without
    /// it.
    @Test(arguments: await TestServers.all())
    func tellsThatASurvivorWasDeletedSince(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE firms (region INT, id INT, name VARCHAR(20) NOT NULL, PRIMARY KEY (region, id))",
                "INSERT INTO firms VALUES (1, 1, 'A'), (1, 2, 'A'), (2, 1, 'A'), (2, 2, 'B'), (2, 3, 'B')"
            )
            let runner = try test.runner { MergeDuplicates(of: "firms", by: ["name"]) }
            _ = try await runner.up()
            try await test.execute("DELETE FROM firms WHERE name = 'A'")
            let error = await #expect(throws: SutureError.self) { _ = try await runner.down(DownRequest()) }
            #expect(
                error?.details == [
                    "firms 1/2: survivor-deleted since, version 20260101000000",
                    "firms 2/1: survivor-deleted since, version 20260101000000",
                ]
            )
            let tables = try await runner.planDown(DownRequest()).tables
            #expect(tables.map(\.survivorDeleted) == [2])
            var keep = DownRequest()
            keep.conflictPolicy = .keep
            let report = try await runner.down(keep)
            #expect(report.kept == 2)
            #expect(
                try await test.text("SELECT GROUP_CONCAT(region, id, name ORDER BY region, id) FROM firms") == "22B,23B"
            )
        }
    }

    /// A survivor that a later merge retired is restored first, so it is not missing; unless that one's was deleted.
    @Test(arguments: await TestServers.all(), [false, true])
    func aSurvivorThatWasRetiredLaterIsNotMissing(server: TestServer, isDeleted: Bool) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL, place VARCHAR(20) NOT NULL)",
                "INSERT INTO firms VALUES (1, 'A', 'x'), (2, 'B', 'x'), (3, 'B', 'x')"
            )
            let start = try await test.fingerprint()
            let runner = try test.runner {
                MergeDuplicates(of: "firms", by: ["name"])
                MergeDuplicates(of: "firms", by: ["place"])
            }
            _ = try await runner.up()
            #expect(try await test.text("SELECT GROUP_CONCAT(id) FROM firms") == "1")
            guard isDeleted else {
                _ = try await runner.down(DownRequest())
                #expect(try await test.fingerprint().differences(from: start) == [])
                return
            }
            try await test.execute("DELETE FROM firms")
            var keep = DownRequest()
            keep.conflictPolicy = .keep
            _ = try await runner.down(keep)
            #expect(try await test.count("firms") == 0)
        }
    }

    /// A row that refers to one which the rollback would delete is a conflict.
    @Test(arguments: await TestServers.all())
    func refusesWhenNewRowsReferToWhatWouldGo(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE roles (id INT PRIMARY KEY, name VARCHAR(20))",
                "CREATE TABLE members (id INT PRIMARY KEY, role_id INT, FOREIGN KEY (role_id) REFERENCES roles (id) ON DELETE CASCADE)"
            )
            let runner = try test.runner {
                Insert(into: "roles", columns: ["id", "name"], rows: [["1", "'a'"], ["2", "'b'"]])
            }
            _ = try await runner.up()
            try await test.execute("INSERT INTO members VALUES (1, 2)")
            let error = await #expect(throws: SutureError.self) { _ = try await runner.down(DownRequest()) }
            #expect(error?.details == ["roles 2: referenced since (members), version 20260101000000"])
            var keep = DownRequest()
            keep.conflictPolicy = .keep
            _ = try await runner.down(keep)
            #expect(try await test.text("SELECT GROUP_CONCAT(id) FROM roles") == "2")
            #expect(try await test.count("members") == 1)
        }
    }

    /// A column added since is no obstacle; a journalled one of another type or dropped is, before anything is
    /// reverted.
    @Test(arguments: await TestServers.all())
    func refusesAColumnThatWasChangedSince(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE notes (id INT PRIMARY KEY, body VARCHAR(20) NOT NULL)",
                "INSERT INTO notes VALUES (1, 'a'), (2, 'b')"
            )
            let runner = try test.runner { Update("notes", set: ["body": "UPPER(t.body)"], where: "TRUE") }
            _ = try await runner.up()
            try await test.execute("ALTER TABLE notes MODIFY body VARCHAR(10) NOT NULL, ADD extra INT")
            let changed = try await test.fingerprint()
            let error = await #expect(throws: SutureError.self) { _ = try await runner.down(.everything) }
            #expect(error?.code.rawValue == "column-changed")
            #expect(error?.outcome == .refused)
            #expect(error?.message.contains("notes.body was varchar(20)") == true)
            #expect(error?.message.contains("is varchar(10)") == true)
            #expect(try await test.fingerprint().differences(from: changed) == [])

            try await test.execute("ALTER TABLE notes DROP body")
            let dropped = await #expect(throws: SutureError.self) { _ = try await runner.down(.everything) }
            #expect(dropped?.code == .columnMissing)
            #expect(dropped?.outcome == .refused)
        }
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE notes (id INT PRIMARY KEY, body VARCHAR(20) NOT NULL)",
                "INSERT INTO notes VALUES (1, 'a'), (2, 'b')"
            )
            let runner = try test.runner { Update("notes", set: ["body": "UPPER(t.body)"], where: "TRUE") }
            _ = try await runner.up()
            try await test.execute("ALTER TABLE notes ADD extra INT", "UPDATE notes SET extra = 5")
            _ = try await runner.down(.everything)
            let rows = "SELECT GROUP_CONCAT(BINARY body, extra ORDER BY id) FROM notes" as Statement
            #expect(try await test.text(rows) == "a5,b5")
        }
    }

    /// The former parent of an updated row was deleted since, or its former unique value given to another row.
    @Test(arguments: await TestServers.all())
    func anUpdateThatCannotBeTakenBackIsAConflict(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE teachers (id INT PRIMARY KEY, boss INT, FOREIGN KEY (boss) REFERENCES teachers (id))",
                "INSERT INTO teachers VALUES (1, NULL), (2, NULL), (3, 1), (4, 2)",
                "CREATE TABLE rooms (id INT PRIMARY KEY, floor INT, number INT, UNIQUE KEY (floor, number))",
                "INSERT INTO rooms VALUES (1, 1, 1), (2, 1, 2)"
            )
            let runner = try test.runner {
                Update("teachers", set: ["boss": "NULL"], where: "boss IS NOT NULL")
                Update("rooms", set: ["number": "number + 10"], where: "number < 10")
            }
            _ = try await runner.up()
            try await test.execute("DELETE FROM teachers WHERE id = 1", "INSERT INTO rooms VALUES (9, 1, 2)")
            let error = await #expect(throws: SutureError.self) { () async throws in
                _ = try await runner.down(.everything)
            }
            #expect(error?.code == .conflict)
            #expect(error?.details.count == 2, "\(error?.details ?? [])")
            #expect(error?.details.contains { $0.hasPrefix("teachers 3: ") && $0.contains("boss") } == true)
            #expect(error?.details.contains { $0.hasPrefix("rooms 2: ") && $0.contains("floor, number") } == true)
            var keep = DownRequest.everything
            keep.conflictPolicy = .keep
            #expect(try await runner.down(keep).kept == 2)
            #expect(try await test.text("SELECT GROUP_CONCAT(id, '>', boss ORDER BY id) FROM teachers") == "4>2")
            #expect(try await test.text("SELECT GROUP_CONCAT(number ORDER BY id) FROM rooms") == "1,12,2")
        }
    }

    /// A row is merged and detached from its parent before; the application gives its key to a new row without one.
    @Test(arguments: await TestServers.all())
    func leavesARowAloneThatHasTheKeyOfADeletedOne(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                """
                CREATE TABLE places (id INT PRIMARY KEY, name VARCHAR(20), parent_id INT,
                  FOREIGN KEY (parent_id) REFERENCES places (id))
                """,
                "INSERT INTO places VALUES (1, 'top', NULL), (2, 'a', 1), (3, 'a', 1)"
            )
            let runner = try test.runner { MergeDuplicates(of: "places", by: ["name"]) }
            _ = try await runner.up()
            try await test.execute("INSERT INTO places VALUES (3, 'new', NULL)")
            var keep = DownRequest.everything
            keep.conflictPolicy = .keep
            _ = try await runner.down(keep)
            let places = "SELECT GROUP_CONCAT(id, name, COALESCE(parent_id, '-') ORDER BY id) FROM places" as Statement
            #expect(try await test.text(places) == "1top-,2a1,3new-")
        }
    }
}
