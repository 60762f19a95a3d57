import MySQLClient
import PrivateServer
import SutureCore
import SutureRepair
import SutureTesting
import Synchronization
import Testing

/// A definition is to be changed, while another session uses the table.
@Suite struct MetadataLockTests {
    private static let key = AddUniqueKey("uq_names", on: "names", columns: ["name"])

    private static func settings(attempts: Int, kills: Bool = false) -> RunSettings {
        var settings = RunnerCase.settings
        settings.metadataLockTimeout = .seconds(1)
        settings.metadataLockPause = .milliseconds(500)
        settings.metadataLockRetries = attempts - 1
        settings.killsBlockers = kills
        return settings
    }

    /// Creates a table, and a second session that has read it in an open transaction.
    private func withReader(
        _ test: RunnerCase,
        _ body: (_ reader: RunnerCase, _ id: UInt64) async throws -> Void
    ) async throws {
        // A wait that is not limited ends all the same, and fails the test.
        try await test.execute("SET SESSION lock_wait_timeout = 120")
        try await test.execute(
            "CREATE TABLE names (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(9) NOT NULL)",
            "INSERT INTO names VALUES (1, 'a'), (2, 'b')"
        )
        let reader = try await test.another()
        try await reader.open()
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(reader, reader.connection.server.connectionID))
        } catch {
            result = .failure(error)
        }
        await reader.connection.close()
        try result.get()
    }

    @Test(arguments: await TestServers.all())
    func letsOthersThroughWhileItWaits(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await withReader(test) { reader, id async throws in
                let told = Told()
                let runner = try test.runner(settings: Self.settings(attempts: 1000), observer: told.observe) {
                    Self.key
                }
                async let run = runner.up()
                let third = try await test.another()
                try await third.execute("SET SESSION lock_wait_timeout = 60")
                try await Wait.until("the ALTER waits") {
                    try await third.connection.run { session in
                        try session.neighbours().contains { $0.state.contains("metadata lock") }
                    }
                }
                // It comes after the ALTER, and the reader stays open.
                #expect(try await third.count("names") == 2)
                try await Wait.until("the run tells who is in the way") { !told.retries.isEmpty }
                #expect(told.retries.first?.contains("names in use") == true)
                #expect(told.retries.first?.contains("connection \(id) of root@localhost") == true)
                try await reader.execute("COMMIT")
                #expect(try await run.migrations.count == 1)
                #expect(try await runner.verify().flatMap(\.findings) == [])
                await third.connection.close()
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func givesUpAndGoesOnWhenItIsRunAgain(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await withReader(test) { reader, id async throws in
                let start = try await test.fingerprint()
                let timeout = try await test.text("SELECT CAST(@@session.lock_wait_timeout AS CHAR)")
                let runner = try test.runner(settings: Self.settings(attempts: 2)) { Self.key }
                let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
                #expect(error?.code == .metadataLock)
                #expect(error?.outcome == .failed)
                #expect(error?.message.contains("names in use at each of 2 attempts") == true)
                #expect(
                    error?.details.first?.contains("connection \(id) of root@localhost, transaction open for") == true
                )
                #expect(try await test.text("SELECT CAST(@@session.lock_wait_timeout AS CHAR)") == timeout)
                #expect(try await test.fingerprint().differences(from: start) == [])
                try await reader.execute("COMMIT")
                #expect(try await runner.up().migrations.count == 1)
                #expect(try await runner.verify().flatMap(\.findings) == [])

                try await reader.open()
                let refused = await #expect(throws: SutureError.self) { _ = try await runner.down(.everything) }
                #expect(refused?.code == .metadataLock)
                try await reader.execute("COMMIT")
                _ = try await runner.down(.everything)
                #expect(try await test.fingerprint().differences(from: start) == [])
            }
        }
    }

    /// An ALTER that restores a counter is one like any other.
    @Test(arguments: await TestServers.all())
    func aCounterIsPutBackInShortAttemptsToo(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await withReader(test) { reader, id async throws in
                try await reader.execute("COMMIT")
                let start = try await test.fingerprint()
                let runner = try test.runner(settings: Self.settings(attempts: 2)) {
                    Insert(into: "names", columns: ["id", "name"], rows: [["70", "'c'"]])
                }
                _ = try await runner.up()
                try await reader.open()
                let error = await #expect(throws: SutureError.self) { _ = try await runner.down(.everything) }
                #expect(error?.code == .metadataLock)
                #expect(error?.details.first?.contains("connection \(id) ") == true)
                try await reader.execute("COMMIT")
                _ = try await runner.down(.everything)
                #expect(try await test.fingerprint().differences(from: start) == [])
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func killsTheBlockerOnlyWhenAsked(server: TestServer) async throws {
        try await RunnerCase.withRecordedLocks(server) { test in
            try await withReader(test) { reader, id async throws in
                let patient = try test.runner(settings: Self.settings(attempts: 3)) { Self.key }
                let error = await #expect(throws: SutureError.self) { _ = try await patient.up() }
                #expect(error?.code == .metadataLock)
                #expect(error?.details.contains { $0.hasPrefix("connection \(id) of root@localhost") } == true)
                #expect(try await reader.count("names") == 2)

                let told = Told()
                let runner = try test.runner(
                    settings: Self.settings(attempts: 1000, kills: true),
                    observer: told.observe
                ) {
                    Self.key
                }
                _ = try await runner.up()
                #expect(told.notes.contains { $0.contains("Killed connection \(id) of root@localhost") })
                #expect(try await runner.verify().flatMap(\.findings) == [])
                let loss = await #expect(throws: MySQLError.self) { _ = try await reader.count("names") }
                #expect(loss?.isConnectionLoss == true)
            }
        }
    }

    /// MariaDB without its plugin does not report who holds a lock: nobody is killed on a guess.
    @Test(arguments: try await TestServers.all(of: .mariadb))
    func killsNobodyOnAGuess(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await withReader(test) { reader, id async throws in
                let told = Told()
                let settings = Self.settings(attempts: 3, kills: true)
                let runner = try test.runner(settings: settings, observer: told.observe) { Self.key }
                let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
                #expect(error?.details.first?.hasPrefix("perhaps connection \(id) ") == true)
                #expect(error?.details.last?.contains("metadata_lock_info") == true)
                #expect(told.notes.contains { $0.contains("No connection is killed on a guess") })
                #expect(try await reader.count("names") == 2)
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func tellsWhatTheAccountMayNotSee(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await withReader(test) { reader, _ async throws in
                try await test.withAccount { account async throws in
                    let runner = try account.runner(settings: Self.settings(attempts: 1)) { Self.key }
                    let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
                    #expect(error?.code == .metadataLock)
                    let privilege =
                        account.connection.server.vendor == .mysql ? "performance_schema" : "metadata_lock_info"
                    #expect(error?.details.last?.contains("to see others it needs PROCESS") == true)
                    #expect(error?.details.last?.contains(privilege) == true)
                }
                try await reader.execute("COMMIT")
            }
        }
    }
}

extension RunnerCase {
    /// Returns a second session in the same schema.
    fileprivate func another(user: String? = nil) async throws -> RunnerCase {
        var configuration = configuration
        if let user { configuration.user = user }
        return RunnerCase(connection: try await Connection.connect(configuration), configuration: configuration)
    }

    /// Reads the table in a transaction that stays open.
    fileprivate func open() async throws {
        try await execute("START TRANSACTION")
        #expect(try await count("names") > 0)
    }

    /// Runs a body with an account that has all privileges on the schema and no others.
    fileprivate func withAccount(_ body: (RunnerCase) async throws -> Void) async throws {
        let user = "t_" + String(UInt64.random(in: .min ... .max), radix: 36)
        let schema = try #require(configuration.database)
        try await execute(
            "CREATE USER \(raw: "'\(user)'@'localhost'")",
            "GRANT ALL PRIVILEGES ON \(identifier: schema).* TO \(raw: "'\(user)'@'localhost'")"
        )
        let account = try await another(user: user)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(account))
        } catch {
            result = .failure(error)
        }
        await account.connection.close()
        try await execute("DROP USER \(raw: "'\(user)'@'localhost'")")
        try result.get()
    }

    /// Runs a body with a schema on a server that records metadata locks, by default on MySQL and by configuration on
    /// MariaDB.
    fileprivate static func withRecordedLocks(
        _ server: TestServer,
        _ body: (RunnerCase) async throws -> Void
    ) async throws {
        guard try await server.running().vendor == .mariadb else { return try await with(server, body) }
        let arguments = ["--performance-schema=ON", "--performance-schema-instrument=wait/lock/metadata/sql/mdl=ON"]
        let recording = try await PrivateServer.start(
            .init(program: server.program, extraArguments: arguments, parent: TestFolder.ofServers)
        )
        let result: Result<Void, any Error>
        do {
            let connection = try await Connection.connect(recording.configuration())
            try await connection.run { try $0.execute("CREATE DATABASE locks") }
            await connection.close()
            let configuration = recording.configuration(database: "locks")
            let test = RunnerCase(
                connection: try await Connection.connect(configuration),
                configuration: configuration
            )
            try await body(test)
            await test.connection.close()
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await recording.stop()
        try result.get()
    }
}

/// The reports of a run about its attempts.
private final class Told: Sendable {
    private let events = Mutex<(retries: [String], notes: [String])>(([], []))

    var retries: [String] { events.withLock { $0.retries } }
    var notes: [String] { events.withLock { $0.notes } }

    func observe(_ event: RunEvent) {
        events.withLock { events in
            switch event {
            case .retrying(let reason, _): events.retries.append(reason)
            case .note(let note): events.notes.append(note.text)
            default: break
            }
        }
    }
}
