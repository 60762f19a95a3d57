import Foundation
import MySQLClient
import PrivateServer
import SutureTesting
import Testing

@Suite struct PrivateServerTests {
    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    private func isRunning(_ process: Int32) -> Bool { kill(process, 0) == 0 }

    @Test(arguments: await TestServers.all())
    func stoppingLeavesNothing(_ test: TestServer) async throws {
        let server = try await PrivateServer.start(.init(program: test.program))
        #expect(isRunning(server.processIdentifier))
        #expect(server.socket.utf8.count <= 103)
        #expect(server.port == nil)
        let connection = try await Connection.connect(server.configuration())
        let row = try await connection.run {
            try $0.firstRow("SELECT CURRENT_USER(), @@character_set_server, @@skip_networking")
        }
        #expect(try row?.get(0, as: String.self) == "root@localhost")
        #expect(try row?.get(1, as: String.self) == "utf8mb4")
        #expect(try row?.get(2, as: Bool.self) == true)
        #expect(connection.server.vendor == server.vendor)
        await connection.close()
        await server.stop()
        await server.stop()
        #expect(!exists(server.directory))
        #expect(!isRunning(server.processIdentifier))
    }

    @Test(arguments: await TestServers.all())
    func aServerThatIsLetGoIsStopped(_ test: TestServer) async throws {
        var directory = ""
        var process: Int32 = 0
        do {
            let server = try await PrivateServer.start(.init(program: test.program))
            (directory, process) = (server.directory, server.processIdentifier)
        }
        try await Wait.until("the server is gone") { !exists(directory) && !isRunning(process) }
    }

    @Test(arguments: await TestServers.all())
    func aKeptServerStaysUntilItIsStopped(_ test: TestServer) async throws {
        let server = try await PrivateServer.start(.init(program: test.program, keep: true))
        let connection = try await Connection.connect(server.configuration())
        try await connection.run { try $0.execute("DO 0") }
        await connection.close()
        await server.stop()
        #expect(!exists(server.directory))
        #expect(!isRunning(server.processIdentifier))
    }

    @Test(arguments: await TestServers.all())
    func aServerThatDiesByItselfIsCleanedUp(_ test: TestServer) async throws {
        let server = try await PrivateServer.start(.init(program: test.program))
        kill(server.processIdentifier, SIGKILL)
        await server.stop()
        #expect(!exists(server.directory))
    }

    @Test(arguments: await TestServers.all())
    func aServerThatDoesNotStartShowsItsLog(_ test: TestServer) async throws {
        let error = try await #require(throws: PrivateServerError.self) {
            _ = try await PrivateServer.start(.init(program: test.program, extraArguments: ["--no-such-option=1"]))
        }
        #expect(error.code == .serverEnded)
        #expect(error.log.contains { $0.contains("no-such-option") })
        #expect("\(error)".contains("no-such-option"))
    }

    @Test(arguments: await TestServers.all())
    func extraArgumentsAreAboveTheOwnOnes(_ test: TestServer) async throws {
        let server = try await PrivateServer.start(
            .init(program: test.program, extraArguments: ["--max-connections=17", "--innodb-buffer-pool-size=16M"])
        )
        let connection = try await Connection.connect(server.configuration())
        let row = try await connection.run { try $0.firstRow("SELECT @@max_connections, @@innodb_buffer_pool_size") }
        #expect(row?.values == [.unsigned(17), .unsigned(16 << 20)])
        await connection.close()
        await server.stop()
    }

    /// A mysqld that is another name of MariaDB's server is skipped.
    @Test(arguments: await TestServers.all())
    func findsAProgramOfTheVendor(_ test: TestServer) async throws {
        let vendor = try await test.running().vendor
        let path = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").map(String.init) ?? []
        let folder = test.program.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }
        guard let folder, path.contains(folder) else { return }
        let server = try await PrivateServer.start(.init(vendor: vendor))
        #expect(server.vendor == vendor)
        await server.stop()
        let other: ServerIdentity.Vendor = vendor == .mysql ? .mariadb : .mysql
        let error = try await #require(throws: PrivateServerError.self) {
            _ = try await PrivateServer.start(.init(program: test.program, vendor: other))
        }
        #expect(error.code == .programNotFound)
    }

    @Test func aMissingProgramIsToldWithWhatToDo() async throws {
        let error = try await #require(throws: PrivateServerError.self) {
            _ = try await PrivateServer.start(.init(program: "/nowhere/mariadbd"))
        }
        #expect(error.code == .programNotFound)
        #expect("\(error)".contains("/nowhere/mariadbd"))
    }

    @Test(arguments: await TestServers.all())
    func startsThatAreCancelledLeaveNothing(_ test: TestServer) async throws {
        // A separate folder: other tests create and leave servers meanwhile.
        let parent = FileManager.default.temporaryDirectory.path + "/cancelled-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: parent) }
        let start = Task { try await PrivateServer.start(.init(program: test.program, parent: parent)) }
        try await Wait.until("it is the start's turn") { try folders(in: parent).count == 1 }
        try await Task.sleep(for: .milliseconds(150))
        start.cancel()
        if case .success(let server) = await start.result { await server.stop() }
        try await Wait.until("nothing is left") { try folders(in: parent).isEmpty }
    }

    private func folders(in parent: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: parent)
    }
}
