import MySQLClient
import PrivateServer
import SutureTesting
import Testing

@testable import SutureBackup

/// Dumps that end with exit code 0 but are not what they seem, and those that other events stop.
@Suite(.serialized, .timeLimit(.minutes(120)))
struct ChangedSchemaTests {
    private func fill(_ backup: BackupCase) async throws {
        try await backup.run { session in
            for table in ["a", "b", "c", "d"] {
                try session.execute("CREATE TABLE \(identifier: table) (id INT PRIMARY KEY)")
                try session.execute("INSERT INTO \(identifier: table) VALUES (1), (2)")
            }
            try session.execute("INSERT INTO d VALUES (3)")
        }
    }

    /// Takes a backup that waits at table b while a statement is run, and returns the reason for its refusal.
    private func refusal(_ backup: BackupCase, while statements: Statement..., compression: Compression = .gzip)
        async throws -> BackupError
    {
        let request = backup.request(compression: compression, fingerprints: false)
        let (_, outcome) = try await backup.whileHeld(at: "b", request) { _ in
            try await backup.run { session in
                for statement in statements { try session.execute(statement) }
            }
        }
        let error = try #require(throws: BackupError.self) { try outcome.get() }
        #expect(backup.files == [])
        return error
    }

    @Test(arguments: await TestServers.all())
    func aColumnThatIsAddedAtAnInstant(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await fill(backup)
            let error = try await refusal(backup, while: "ALTER TABLE c ADD COLUMN n INT, ALGORITHM=INSTANT")
            if try await server.running().vendor == .mariadb {
                #expect(error.code == .schemaChanged)
                #expect(error.details == ["table c"])
            } else {
                #expect([.schemaChanged, .dumpFailed].contains(error.code))
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func tablesThatSwapTheirNames(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await fill(backup)
            let error = try await refusal(backup, while: "RENAME TABLE c TO x, d TO c, x TO d")
            #expect(error.code == .schemaChanged)
            #expect(error.details == ["table c", "table d"])
        }
    }

    @Test(arguments: await TestServers.all())
    func aTableThatIsCopiedByAnAlter(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await fill(backup)
            let error = try await refusal(backup, while: "ALTER TABLE c ADD COLUMN n INT FIRST, ALGORITHM=COPY")
            #expect(error.code == .dumpFailed)
            if try await server.running().vendor == .mariadb {
                #expect(error.details.contains { $0.contains("1412") })
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func objectsThatAreChangedMeanwhile(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await fill(backup)
            try await backup.run { session in
                try session.execute("CREATE PROCEDURE p() SELECT 1")
                try session.execute("CREATE VIEW v AS SELECT id FROM a")
            }
            let error = try await refusal(
                backup,
                while: "DROP PROCEDURE p",
                "CREATE PROCEDURE p() SELECT 2",
                "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.id = 1"
            )
            #expect(error.code == .schemaChanged)
            #expect(error.details == ["procedure p", "trigger t"])
        }
    }

    @Test(arguments: await TestServers.all(), Compression.all)
    func aProgramThatIsKilledBehindACompressor(server: TestServer, compression: Compression) async throws {
        try await BackupCase.with(server) { backup in
            try await fill(backup)
            let real = try await backup.dumpProgram().path
            for ending in ["kill -9 $$", "exit 3"] {
                let program = try backup.folder.script(
                    "mysqldump",
                    "case \"$1\" in --version) exec '\(real)' --version;; esac\n'\(real)' \"$@\"; \(ending)"
                )
                let request = backup.request(program: program, compression: compression)
                let error = try await #require(throws: BackupError.self) { try await backup.take(request) }
                #expect(error.code == .dumpFailed)
                #expect(backup.files == [])
            }
        }
    }

    /// The last line exists then, and data is missing.
    @Test(arguments: await TestServers.all())
    func aKilledQueryThatTheProgramIsToldToPassOver(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await fill(backup)
            let real = try await backup.dumpProgram().path
            let program = try backup.folder.script(
                "mysqldump",
                "case \"$1\" in --version) exec '\(real)' --version;; esac\n"
                    + "FIRST=$1; shift; exec '\(real)' \"$FIRST\" --force \"$@\""
            )
            let request = backup.request(program: program, compression: .gzip, fingerprints: false)
            let (_, outcome) = try await backup.whileHeld(at: "b", request) { dump in
                try await backup.run { try $0.execute("KILL QUERY \(raw: String(dump.connectionID))") }
            }
            let error = try #require(throws: BackupError.self) { try outcome.get() }
            #expect(error.code == .dumpFailed)
            #expect(backup.files == [])
        }
    }

    @Test(arguments: await TestServers.all())
    func aProgramThatLeavesTriggersOut(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await fill(backup)
            try await backup.run { session in
                try session.execute("CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.id = 1")
            }
            let real = try await backup.dumpProgram().path
            let program = try backup.folder.script(
                "mysqldump",
                "case \"$1\" in --version) exec '\(real)' --version;; esac\n"
                    + "FIRST=$1; shift; exec '\(real)' \"$FIRST\" $(echo \"$@\" | sed 's/--triggers/--skip-triggers/')"
            )
            let error = try await #require(throws: BackupError.self) {
                try await backup.take(backup.request(program: program))
            }
            #expect(error.code == .dumpIncomplete)
            #expect(backup.files == [])
        }
    }
}
