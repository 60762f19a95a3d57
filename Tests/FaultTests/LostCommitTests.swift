import MySQLClient
import PrivateServer
import SutureTesting
import Testing
import UserStudentSync

/// The connection of an application ends at the COMMIT of a new account.
@Suite(.timeLimit(.minutes(120))) struct LostCommitTests {
    @Test(arguments: await TestServers.all())
    func anAccountIsCreatedOnce(server: TestServer) async throws {
        try await FaultCase.with(server.program, install: install) { test in
            let commit = try await commit(test)
            for (number, verdict) in [FaultProxy.Verdict.isCut, .isCutInTheMiddle].enumerated() {
                for side in [FaultProxy.Point.Side.before, .after] {
                    let account = account("\(number)-\(side)@example.org")
                    let key = try await create(account, test, .init(statement: commit, side: side)) {
                        test.proxy.decide(verdict)
                    }
                    try await expectOne(account, key, test)
                    #expect(try await code { _ = try await create(account, test) } == .valueTaken)
                    try await expectOne(account, key, test)
                }
            }
        }
    }

    /// No key of the tables would refuse a second account.
    @Test(arguments: await TestServers.all())
    func anAccountIsCreatedOnceWithoutUniqueKeys(server: TestServer) async throws {
        try await FaultCase.with(server.program, install: install) { test in
            try await test.session { session in
                for table in ["users", "students"] {
                    try session.execute("ALTER TABLE \(identifier: table) DROP INDEX email")
                }
            }
            let account = account("after@example.org")
            let point = FaultProxy.Point(statement: try await commit(test), side: .after)
            let key = try await create(account, test, point) { test.proxy.decide(.isCut) }
            try await expectOne(account, key, test)
        }
    }

    /// The server gets the COMMIT while the next attempt already waits for the rows of the first.
    @Test(arguments: await TestServers.all())
    func aCommitThatArrivesLateIsFound(server: TestServer) async throws {
        try await FaultCase.with(server.program, install: install) { test in
            let account = account("late@example.org")
            let point = FaultProxy.Point(statement: try await commit(test), side: .before)
            let key = try await create(account, test, point) {
                test.proxy.decide(.arrivesLate)
                try await test.session { session in
                    while try !FaultCase.isWaitingForRows(session) { try session.execute("DO SLEEP(0.1)") }
                }
                test.proxy.decide(.goesOn)
            }
            try await expectOne(account, key, test)
        }
    }

    @Test(arguments: await TestServers.all())
    func aServerThatStaysAwayLeavesTheOutcomeOpen(server: TestServer) async throws {
        try await FaultCase.with(server.program, install: install) { test in
            let commit = try await commit(test)
            for side in [FaultProxy.Point.Side.before, .after] {
                let account = account("\(side)@example.org")
                let code = try await code {
                    _ = try await create(account, test, .init(statement: commit, side: side)) {
                        await test.server.crash()
                        test.proxy.decide(.isCut)
                    }
                }
                #expect(code == .outcomeUnknown)
                try await test.server.restart()
                let again = try await self.code { _ = try await create(account, test) }
                #expect(again == (side == .before ? nil : .valueTaken))
                try await expectOne(account, nil, test)
            }
        }
    }

    /// Whether the lost commit was stored or not, a call reports the effect on the rows, and not only of its last
    /// attempt.
    @Test(arguments: await TestServers.all())
    func whatWasDoneIsTold(server: TestServer) async throws {
        try await FaultCase.with(server.program, install: install) { test in
            for side in [FaultProxy.Point.Side.before, .after] {
                let pair: [Statement] = [
                    "INSERT INTO users VALUES (7, 'Bo', 'bo@example.org', '!', 'STUDENT', NULL)",
                    "INSERT INTO students VALUES (7, 'Bo', 'bo@example.org', '', NULL)",
                ]
                let deletion = try await withLostCommit(test, side, pair) { try await $0.deleteAccount(userID: 7) }
                #expect(deletion.wasThere)
                try await execute(pair, test)
                let ensured = try await withLostCommit(test, side, ["DELETE FROM students"]) {
                    try await $0.ensureStudentRecord(userID: 7)
                }
                #expect(ensured == .created)
                let renamed = try await withLostCommit(
                    test,
                    side,
                    ["UPDATE users SET name = 'Bo'", "UPDATE students SET name = 'Bo'"]
                ) {
                    try await $0.updateProfile(userID: 7, ["name": .text("Bob")])
                }
                #expect(renamed == .synchronized)
                let report = try await withLostCommit(test, side, ["UPDATE students SET name = 'x'"]) {
                    try await $0.synchronizeAllPairs().finished()
                }
                #expect(report.updated == 1 && report.after?.isConsistent == true)
                try await execute(["DELETE FROM students", "DELETE FROM users"], test)
            }
        }
    }

    /// Makes a call twice after the same statements: to learn where it commits, and with the connection cut there.
    private func withLostCommit<R: Sendable>(
        _ test: FaultCase,
        _ side: FaultProxy.Point.Side,
        _ before: [Statement],
        _ body: @escaping @Sendable (UserStudentSync) async throws -> R
    ) async throws -> R {
        try await execute(before, test)
        _ = try await call(test, nil, body)
        let point = FaultProxy.Point(statement: try commitOfLastCall(test), side: side)
        try await execute(before, test)
        return try await call(test, point, fault: { test.proxy.decide(.isCut) }, body)
    }

    private func execute(_ statements: [Statement], _ test: FaultCase) async throws {
        try await test.session { session in
            for statement in statements { try session.execute(statement) }
        }
    }

    private func account(_ email: String) -> NewStudentAccount {
        NewStudentAccount(name: "Ada", email: email, passwordHash: "!")
    }

    /// Creates an account through the proxy, with a fault at a point if one is given.
    private func create(
        _ account: NewStudentAccount,
        _ test: FaultCase,
        _ point: FaultProxy.Point? = nil,
        fault: () async throws -> Void = {}
    ) async throws -> UInt64 {
        try await call(test, point, fault: fault) { try await $0.createStudentAccount(account) }
    }

    /// Calls the library through the proxy, with a fault at a point if one is given.
    private func call<R: Sendable>(
        _ test: FaultCase,
        _ point: FaultProxy.Point? = nil,
        fault: () async throws -> Void = {},
        _ body: @escaping @Sendable (UserStudentSync) async throws -> R
    ) async throws -> R {
        test.proxy.arm(point)
        var configuration = test.configuration
        configuration.socket = test.proxy.path
        let pool = ConnectionPool(configuration)
        let call = Task {
            let result: Result<R, any Error>
            do {
                result = .success(try await body(UserStudentSync(pool)))
            } catch {
                result = .failure(error)
            }
            await pool.close()
            return try result.get()
        }
        if point != nil {
            try await Wait.until("the proxy is reached") { test.proxy.isReached }
            try await fault()
        }
        return try await call.value
    }

    /// Returns the number of the COMMIT among the statements of an account.
    private func commit(_ test: FaultCase) async throws -> Int {
        _ = try await create(account("first@example.org"), test)
        return try commitOfLastCall(test)
    }

    private func commitOfLastCall(_ test: FaultCase) throws -> Int {
        try #require(test.proxy.trace.first { $0.verb == "COMMIT" }).number
    }

    private func code(_ body: () async throws -> Void) async throws -> PairError.Code? {
        do {
            try await body()
            return nil
        } catch let error as PairError {
            return error.code
        }
    }

    private func expectOne(_ account: NewStudentAccount, _ key: UInt64?, _ test: FaultCase) async throws {
        let email = account.userColumns["email"] ?? .null
        let keys = try await test.session { session in
            try ["users", "students"]
                .map { table in
                    try session.rows("SELECT id FROM \(identifier: table) WHERE email = \(email)")
                        .map {
                            try $0.get(0, as: UInt64.self)
                        }
                }
        }
        #expect(keys[0].count == 1 && keys[0] == keys[1])
        if let key { #expect(keys[0] == [key]) }
    }

    private let install: @Sendable (Session) throws -> Void = { session in
        try session.execute(
            """
            CREATE TABLE users (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40) NOT NULL,
            email VARCHAR(60) NOT NULL UNIQUE, password VARCHAR(60) NOT NULL, role VARCHAR(10) NOT NULL,
            status VARCHAR(10) NULL)
            """
        )
        try session.execute(
            """
            CREATE TABLE students (id BIGINT UNSIGNED PRIMARY KEY, name VARCHAR(40) NOT NULL,
            email VARCHAR(60) NOT NULL UNIQUE, status VARCHAR(10) NOT NULL, last_active DATETIME(6) NULL)
            """
        )
    }
}
