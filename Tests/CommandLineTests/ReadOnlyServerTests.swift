import MySQLClient
import PrivateServer
import SchoolSample
import SutureCore
import SutureTesting
import Testing

/// A server that takes no writes, such as a replica; it is a private server, as the switch applies to all of it.
@Suite struct ReadOnlyServerTests {
    @Test(arguments: await TestServers.all())
    func refusesToWriteAndStillReads(server: TestServer) async throws {
        let replica = try await PrivateServer.start(.init(program: server.program))
        do {
            try await check(replica)
            await replica.stop()
        } catch {
            await replica.stop()
            throw error
        }
    }

    private func check(_ server: PrivateServer) async throws {
        let root = try await Connection.connect(server.configuration())
        try await root.run { session in
            try session.execute("CREATE DATABASE school")
            try session.execute("CREATE USER 'plain'@'localhost' IDENTIFIED BY 'secret-word'")
            try session.execute("GRANT ALL ON school.* TO 'plain'@'localhost'")
        }
        let school = try await Connection.connect(server.configuration(database: "school"))
        try await school.run { try SchoolSample().install(in: $0) }
        let start = try await MigrationTest.fingerprint(school)
        try await root.run { try $0.execute("SET GLOBAL read_only = 1") }

        let socket = server.socket.replacing("/", with: "%2F")
        let url = "mysql://plain:secret-word@localhost/school?socket=\(socket)"
        for command in [["up"], ["baseline", Version.uniqueName]] {
            let result = try await Tool.run(command, url: url)
            result.expectError("server-read-only", exit: 3)
            result.expectHidden(["secret-word"])
        }
        for command in ["status", "plan", "analyze", "verify", "history", "down"] {
            try await Tool.run([command], url: url).expectDone()
        }
        #expect(try await MigrationTest.fingerprint(school).differences(from: start) == [])
        let tables = try await school.run { session in
            try session.rows("SHOW TABLES LIKE 'suture%'").count
        }
        #expect(tables == 0)

        try await root.run { try $0.execute("SET GLOBAL read_only = 0") }
        try await Tool.run(["up"], url: url).expectDone()
        let first = try await MigrationTest.fingerprint(school)
        try await root.run { try $0.execute("SET GLOBAL read_only = 1") }
        try await Tool.run(["down"], url: url).expectError("server-read-only", exit: 3)
        #expect(try await MigrationTest.fingerprint(school).differences(from: first) == [])
        await school.close()
        await root.close()
    }
}
