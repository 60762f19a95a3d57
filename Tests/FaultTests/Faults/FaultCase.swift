import Foundation
import MySQLClient
import PrivateServer
import SutureCore
import SutureTesting
import Testing

/// A private server, which may be killed, a proxy before it, and the tool that runs through the proxy.
struct FaultCase: Sendable {
    let server: PrivateServer
    let proxy: FaultProxy
    let database = "faults"

    /// The configuration to connect to the schema, past the proxy.
    var configuration: ConnectionConfiguration { server.configuration(database: database) }

    static func with<Result>(
        _ program: String?,
        install: @escaping @Sendable (Session) throws -> Void,
        _ body: (FaultCase) async throws -> Result
    ) async throws -> Result {
        let server = try await PrivateServer.start(
            .init(program: program, bufferPoolSize: 32 << 20, parent: TestFolder.ofServers)
        )
        let proxy = try FaultProxy(to: server.socket, at: server.directory + "/proxy.sock")
        let test = FaultCase(server: server, proxy: proxy)
        let result: Swift.Result<Result, any Error>
        do {
            try await test.root { try $0.execute("CREATE DATABASE faults") }
            try await test.session(install)
            result = .success(try await body(test))
        } catch {
            result = .failure(error)
        }
        proxy.stop()
        await server.stop()
        return try result.get()
    }

    /// Returns the tool, through the proxy; its lease is short, so that a hanging connection is found soon.
    func tool(_ program: SutureProcess.Program) -> SutureProcess {
        SutureProcess(
            program: program,
            socket: proxy.path,
            database: database,
            options: ["--lease", "2", "--chunk-rows", "3", "--reconnect-timeout", "600", "--lock-timeout", "600"]
        )
    }

    /// Runs a body on a connection of its own, past the proxy.
    func session<Result: Sendable>(_ body: @escaping @Sendable (Session) throws -> Result) async throws -> Result {
        try await run(configuration, body)
    }

    private func root(_ body: @escaping @Sendable (Session) throws -> Void) async throws {
        try await run(server.configuration(), body)
    }

    private func run<Result: Sendable>(
        _ configuration: ConnectionConfiguration,
        _ body: @escaping @Sendable (Session) throws -> Result
    ) async throws -> Result {
        let connection = try await Connection.connect(configuration)
        do {
            let result = try await connection.run(body)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Runs a command with a fault.
    ///
    /// - Returns: The outcome, and whether it reached the point.
    func run(
        _ tool: SutureProcess,
        _ arguments: [String],
        _ fault: Fault
    ) async throws -> (status: Int32, errors: String, isReached: Bool) {
        proxy.arm(fault.point)
        let process = try tool.start(arguments)
        while process.isRunning, !proxy.isReached { try await Task.sleep(for: .milliseconds(1)) }
        if proxy.isReached { try await strike(fault, process) }
        let result = try await process.result()
        proxy.endConnections()
        return (result.status, result.errors, proxy.isReached)
    }

    private func strike(_ fault: Fault, _ process: RunningProcess) async throws {
        switch fault.death {
        case .runnerKilled:
            process.send(SIGKILL)
            _ = try await waitForEnd(of: process)
            proxy.decide(.isCut)
        case .runnerTerminated, .runnerInterrupted:
            process.send(fault.death == .runnerTerminated ? SIGTERM : SIGINT)
            proxy.decide(.goesOn)
        case .serverKilled:
            await server.crash()
            proxy.decide(.isCut)
            try await server.restart()
        case .connectionKilled:
            try await killWorker("CONNECTION")
            proxy.decide(.goesOn)
        case .queryKilled:
            proxy.decide(.goesOn)
            try await killWorker("QUERY")
        case .cut:
            proxy.decide(.isCut)
        case .cutInTheMiddle:
            proxy.decide(.isCutInTheMiddle)
        case .hangs:
            proxy.decide(.hangs)
        }
    }

    private func waitForEnd(of process: RunningProcess) async throws {
        while process.isRunning { try await Task.sleep(for: .milliseconds(1)) }
    }

    /// Kills the oldest connection of the runner, which is the one that works.
    private func killWorker(_ what: String) async throws {
        try await session { session in
            let worker: String? = try session.value(
                """
                SELECT CAST(MIN(ID) AS CHAR) FROM information_schema.PROCESSLIST
                WHERE DB = DATABASE() AND ID <> CONNECTION_ID()
                """
            )
            guard let worker else { return }
            do {
                try session.execute("KILL \(raw: what) \(raw: worker)")
            } catch let error as MySQLError where error.code.rawValue == 1094 {
                // It has already ended.
            }
        }
    }

    /// Returns the content and the definitions of all tables but Suture's own.
    func fingerprint() async throws -> Fingerprint {
        let connection = try await Connection.connect(configuration)
        let result = try await MigrationTest.fingerprint(connection)
        await connection.close()
        return result
    }

    /// Returns every retired key with its survivor.
    func redirects() async throws -> [String] {
        try await session { session in
            try session.rows(
                "SELECT CONCAT_WS(' ', version, table_name, old_key, survivor_key) AS r FROM suture_redirects ORDER BY 1"
            )
            .map { try $0.get("r", as: String.self) }
        }
    }

    /// Returns whether a session waits for rows that another one has locked; call it at most every fifth of a second.
    ///
    /// InnoDB shows the same transactions again within a tenth of a second of the last query.
    static func isWaitingForRows(_ session: Session) throws -> Bool {
        try session.value("SELECT COUNT(*) > 0 FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'")
            ?? false
    }

    /// Returns whether a session waits for another one's use of a table.
    func isWaitingForTable() async throws -> Bool {
        try await session { session in
            try session.value(
                """
                SELECT COUNT(*) > 0 FROM information_schema.PROCESSLIST WHERE STATE LIKE 'Waiting for table metadata lock'
                """
            ) ?? false
        }
    }

    /// Returns the tables of Suture besides those of its state, and rows of its state that a rollback has to remove.
    func leftovers() async throws -> [String] {
        try await session { session in
            let tables = try session.rows(
                """
                SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()
                AND TABLE_NAME LIKE 'suture\\_%\\_%'
                """
            )
            let steps = try session.rows("SELECT CONCAT('step of ', version) AS name FROM suture_steps")
            let changes = try session.rows("SELECT CONCAT('change of ', version) AS name FROM suture_journal")
            let locks = try session.rows("SELECT 'lock' AS name FROM suture_lock WHERE owner IS NOT NULL")
            return try (tables + steps + changes + locks).map { try $0.get("name", as: String.self) }
        }
    }
}
