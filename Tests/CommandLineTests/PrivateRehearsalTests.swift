import Foundation
import MySQLClient
import PrivateServer
import SutureTesting
import Testing

/// `suture rehearse --private`, on a server that is started for it.
@Suite struct PrivateRehearsalTests {
    @Test(arguments: await TestServers.all())
    func foretellsWhatUpThenDoes(server: TestServer) async throws {
        try await ToolCase.with(server, scale: 3) { test in
            let place = try RehearsalPlace(test)
            try await test.withAccount(granted: "ALL") { account in
                let rehearsed = try await test.expectUnchanged {
                    try await place.rehearse("--format", "json", url: test.url(account))
                }
                rehearsed.expectDone()
                rehearsed.expectHidden([account.password])
                rehearsed.expectHidden(try await test.values())
                #expect(try await test.stateTables() == [])
                #expect(place.names == [])
                let report = try rehearsed.json(Rehearsal.self)
                #expect(report.copy?.kind == "private")
                #expect(report.copy?.databaseServer == report.copy?.server)
                #expect(report.differences == [])
                #expect(report.findings == [])
                #expect(report.journalBytes > 0)
                #expect(report.migrations.flatMap(\.steps).flatMap(\.definitions).count > 2)
                let up = try await test.run("up", "--format", "json").json(JSONObjects.Run.self)
                #expect(report.migrations.map(\.version) == up.migrations.map(\.version))
                #expect(report.totals == up.totals)
            }
        }
    }

    /// Applied versions are known on the private server too, with their journal.
    @Test(arguments: await TestServers.all())
    func rehearsesWhatIsPendingAlone(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let place = try RehearsalPlace(test)
            try await test.run("up", "--to", Version.all[1]).expectDone()
            let report = try await test.expectUnchanged { try await place.rehearse("--format", "json") }
                .json(Rehearsal.self)
            #expect(report.migrations.map(\.version) == Array(Version.all.dropFirst(2)))
            #expect(report.differences == [])
            try await test.run("up").expectDone()
            let nothing = try await place.rehearse()
            nothing.expectDone()
            #expect(nothing.output == "Nothing to do.\n")
        }
    }

    /// A backup needs no connection, and later writes do not count.
    @Test(arguments: await TestServers.all())
    func loadsABackupAndRefusesADamagedOne(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let place = try RehearsalPlace(test)
            let folder = try TemporaryFolder()
            let saved = try await test.run("backup", "--backup-directory", folder.url.path, "--format", "json")
            let file = try saved.json(JSONObjects.Backup.self).file
            let up = try await test.run("up", "--format", "json").json(JSONObjects.Run.self)
            let result = try await place.rehearse("--backup", file, "--format", "json", url: nil)
            result.expectDone()
            let report = try result.json(Rehearsal.self)
            #expect(report.copy?.backup == file)
            #expect(report.totals == up.totals)

            let data = try Data(contentsOf: URL(fileURLWithPath: file))
            try data.dropLast().write(to: URL(fileURLWithPath: file))
            try await place.rehearse("--backup", file, url: nil).expectError("backup-invalid", exit: 3)
            try await place.rehearse("--backup", folder.path("none"), url: nil).expectError("backup-invalid", exit: 3)
            #expect(place.names == [])
        }
    }

    @Test(arguments: await TestServers.all(), [SIGINT, SIGTERM])
    func goesAwayAtASignal(server: TestServer, signal: Int32) async throws {
        try await ToolCase.with(server, scale: 30) { test in
            let place = try RehearsalPlace(test)
            // As soon as the server's folder exists, and in the middle of the migrations.
            for trace in ["", "data/\(test.database)/suture_journal.ibd"] {
                let result = try await test.expectUnchanged {
                    let running = try place.start()
                    try await place.waitFor(trace)
                    running.send(signal)
                    return try await running.result()
                }
                result.expectError("interrupted", exit: 128 + signal)
                #expect(place.names == [])
            }
        }
    }

    /// No process is left that could clean up, and still server and folder are removed.
    @Test(arguments: await TestServers.all())
    func goesAwayWhenTheToolIsKilled(server: TestServer) async throws {
        try await ToolCase.with(server, scale: 30) { test in
            let place = try RehearsalPlace(test)
            let result = try await test.expectUnchanged {
                let running = try place.start()
                try await place.waitFor("data/\(test.database)/suture_journal.ibd")
                running.send(SIGKILL)
                return try await running.result()
            }
            #expect(result.exitCode == -SIGKILL)
            try await Wait.until("the private server is gone") { place.names == [] }
        }
    }

    /// A schema that a dump cannot contain completely is refused, and the server that could not be loaded is removed.
    @Test(arguments: await TestServers.all())
    func refusesWhatADumpDoesNotHold(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let place = try RehearsalPlace(test)
            try await place.rehearse("--state-schema", "other").expectError("unsupported", exit: 3)
            try await server.withSchema { other in
                let name = try #require(other.database)
                try await test.execute(
                    "CREATE TABLE \(identifier: name).far (id INT PRIMARY KEY)",
                    "CREATE VIEW near AS SELECT id FROM \(identifier: name).far"
                )
                let result = try await test.expectUnchanged { try await place.rehearse() }
                result.expectError("restore-blocked", exit: 3)
                #expect(result.errors.contains("The database was only read."))
                #expect(result.errors.contains("view near reads \(name).far"))
            }
            #expect(place.names == [])
        }
    }

    @Test(arguments: await TestServers.all())
    func needsAProgramOfTheVendor(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let missing = try await test.expectUnchanged {
                try await test.run("rehearse", "--private", "--server", "/nowhere/mysqld")
            }
            missing.expectError("server-program-not-found", exit: 3)
            let vendor = test.connection.server.vendor
            for other in await TestServers.all() where other != server {
                guard try await other.running().vendor != vendor, let program = other.program else { continue }
                try await test.run("rehearse", "--private", "--server", program)
                    .expectError("server-program-not-found", exit: 3)
            }
        }
    }

    /// The server's estimate of a table's size is larger than any disk.
    @Test(arguments: await TestServers.all())
    func refusesWhatTheDiskCannotHold(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.execute(
                """
                CREATE TABLE vast (id BIGINT UNSIGNED PRIMARY KEY, institution_id BIGINT UNSIGNED,
                  FOREIGN KEY (institution_id) REFERENCES institutions (id)) STATS_PERSISTENT = 1 STATS_AUTO_RECALC = 0
                """,
                """
                UPDATE mysql.innodb_table_stats SET clustered_index_size = 1000000000
                WHERE database_name = \(test.database) AND table_name = 'vast'
                """,
                // The server reads the estimate again.
                "FLUSH TABLE vast",
                "RENAME TABLE vast TO huge"
            )
            let place = try RehearsalPlace(test)
            try await test.expectUnchanged { try await place.rehearse() }.expectError("space-missing", exit: 3)
            #expect(place.names == [])
            let scratch = try await test.run("rehearse", "--scratch")
            scratch.expectError("space-missing", exit: 3)
            #expect(scratch.remedy?.contains("--sample") == true)
        }
    }
}
