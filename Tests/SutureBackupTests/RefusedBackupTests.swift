import MySQLClient
import SutureTesting
import Testing

@testable import SutureBackup

/// Backups that are not trustworthy, and leave no file.
@Suite(.serialized, .timeLimit(.minutes(120)))
struct RefusedBackupTests {
    /// Takes a backup that has to be refused, and returns the error.
    private func refusal(_ backup: BackupCase, _ request: BackupRequest) async throws -> BackupError {
        let error = try await #require(throws: BackupError.self) { try await backup.take(request) }
        #expect(backup.files == [])
        return error
    }

    /// Returns a program that is the real one, except for the effect of `script`.
    ///
    /// The script finds the real program in `$REAL`, the option file in `$1`.
    private func broken(_ backup: BackupCase, _ script: String) async throws -> String {
        let program = try await backup.dumpProgram()
        return try backup.folder.script(
            "mysqldump",
            "REAL='\(program.path)'\ncase \"$1\" in --version) exec \"$REAL\" --version;; esac\n\(script)"
        )
    }

    private func fill(_ backup: BackupCase) async throws {
        try await backup.run { session in
            try session.execute("CREATE TABLE a (id INT PRIMARY KEY, t TEXT)")
            try session.execute("INSERT INTO a VALUES (1, 'private matter')")
            try session.execute("CREATE TABLE b LIKE a")
            try session.execute("INSERT INTO b SELECT * FROM a")
        }
    }

    @Test(arguments: await TestServers.all())
    func aDumpThatIsKilledInTheMiddle(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await fill(backup)
            let (_, outcome) = try await backup.whileHeld(at: "b", backup.request()) { dump in
                #expect(backup.files.count == 1)
                try await backup.run { try $0.execute("KILL \(raw: String(dump.connectionID))") }
            }
            let error = try #require(throws: BackupError.self) { try outcome.get() }
            #expect(error.code == .dumpFailed)
            let isTold = error.details.contains { line in
                line.contains("rror") || line.contains("Couldn't execute") || line == DumpVerdict.silence
            }
            #expect(isTold, "\(error)")
            #expect(!error.description.contains("private"))
            #expect(backup.files == [])
        }
    }

    @Test(arguments: await TestServers.all())
    func aDumpThatTakesTooLong(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await fill(backup)
            let error = try await backup.locking("b") {
                try await refusal(backup, backup.request(timeLimit: .seconds(3)))
            }
            #expect(error.code == .timedOut)
        }
    }

    @Test(arguments: await TestServers.all())
    func aProgramThatDropsTheLastLine(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await fill(backup)
            let program = try await broken(backup, "\"$REAL\" \"$@\" | grep -v '^-- Dump completed'\nexit 0")
            let error = try await refusal(backup, backup.request(program: program))
            #expect(error.code == .dumpIncomplete)
        }
    }

    @Test(arguments: await TestServers.all())
    func aProgramThatLeavesOutATable(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await fill(backup)
            let option = "--ignore-table=\(backup.database).b"
            let program = try await broken(backup, "FIRST=$1; shift; exec \"$REAL\" \"$FIRST\" \(option) \"$@\"")
            let error = try await refusal(backup, backup.request(program: program))
            #expect(error.code == .dumpIncomplete)
            #expect(error.details == ["missing: b"])
        }
    }

    @Test(arguments: await TestServers.all())
    func aProgramThatFailsBehindTheLastLine(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await fill(backup)
            let words = "mysqldump: Error 1366: Incorrect value: 'private matter'"
            let program = try await broken(backup, "\"$REAL\" \"$@\"; echo \"\(words)\" >&2; exit 3")
            let error = try await refusal(backup, backup.request(program: program))
            #expect(error.code == .dumpFailed)
            #expect(error.message.hasSuffix("failed with exit code 3."))
            #expect(error.details.count == 1)
            #expect(!error.description.contains("private"))
        }
    }

    @Test(arguments: await TestServers.all())
    func anAccountThatMayNotReadEverything(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await fill(backup)
            try await backup.run { try $0.execute("CREATE VIEW v AS SELECT id FROM a") }
            let error = try await backup.withAccount(password: "x", privilege: "SELECT") { configuration in
                try await refusal(backup, backup.request(configuration))
            }
            #expect(error.code == .privilegeMissing)
        }
    }

    @Test(arguments: await TestServers.all())
    func aDirectoryThatCannotBeWrittenTo(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            var request = backup.request()
            request.directory = try backup.folder.script("file", "") + "/out"
            let error = try await refusal(backup, request)
            #expect(error.code == .directoryNotWritable)
        }
    }

    @Test(arguments: await TestServers.all())
    func namesThatTheServerDoesNotKnow(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await fill(backup)
            let database = try await refusal(backup, backup.request(database: "no such database"))
            #expect(database.code == .notInSchema)
            let table = try await refusal(backup, backup.request(tables: ["a", "c"]))
            #expect(table.code == .notInSchema)
            #expect(table.message.hasSuffix("account: c."))
            let none = try await refusal(backup, backup.request(tables: []))
            #expect(none.code == .invalidRequest)
        }
    }

    @Test(arguments: await TestServers.all())
    func aPasswordThatIsWrong(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            var request = backup.request()
            request.configuration.password = "not the password"
            let wrong = request
            let error = try await #require(throws: MySQLError.self) { try await backup.take(wrong) }
            #expect(error.code == .accessDenied)
            #expect(!"\(error)".contains("not the password"))
            #expect(backup.files == [])
        }
    }

    /// The same, found by the dump program: the account can change between Suture's connection and its own.
    @Test(arguments: await TestServers.all())
    func aPasswordThatTheDumpProgramFindsWrong(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            let option = "--password=wrong"
            let program = try await broken(backup, "FIRST=$1; shift; exec \"$REAL\" \"$FIRST\" \(option) \"$@\"")
            let error = try await refusal(backup, backup.request(program: program))
            #expect(error.code == .dumpFailed)
            #expect(error.details.contains { $0.contains("1045") && $0.contains("Access denied for user") })
        }
    }

    @Test(arguments: await TestServers.all())
    func aProgramThatIsNotThere(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            let error = try await refusal(backup, backup.request(program: "\(backup.folder.path)/missing"))
            #expect(error.code == .programNotFound)
        }
    }
}
