import Foundation
import MySQLClient
import PrivateServer
import SchoolSample
import SutureTesting
import Testing

/// A server with the settings of a managed service, and an account that has privileges on its schema alone.
@Suite struct ManagedServerTests {
    private static let privileges = """
        SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, REFERENCES, INDEX, ALTER, CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, \
        CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, EVENT, TRIGGER
        """

    private func arguments(_ vendor: ServerIdentity.Vendor) -> [String] {
        let all = ["--log-bin=binlog", "--server-id=1", "--binlog-format=ROW", "--require-secure-transport=ON"]
        return all
            + (vendor == .mariadb
                ? ["--innodb-force-primary-key=ON"]
                : ["--sql-require-primary-key=ON", "--sql-generate-invisible-primary-key=ON"])
    }

    private func with(_ server: TestServer, _ body: @escaping @Sendable (PrivateServer, String) async throws -> Void)
        async throws
    {
        let own = try await PrivateServer.start(
            .init(
                program: server.program,
                extraArguments: arguments(try await server.running().vendor),
                parent: TestFolder.ofServers
            )
        )
        let outcome = await Task {
            try await Connection.withSession(own.configuration()) { session in
                try session.execute("CREATE DATABASE school")
                try session.execute("CREATE USER app@localhost IDENTIFIED BY 'geheim'")
                for schema in ["school", "school_copy", "suture\\_scratch\\_%"] {
                    try session.execute("GRANT \(raw: Self.privileges) ON `\(raw: schema)`.* TO app@localhost")
                }
            }
            try await Connection.withSession(own.configuration(database: "school")) {
                try SchoolSample(scale: 1).install(in: $0)
            }
            try await body(own, "mysql://app:geheim@localhost/school?socket=\(own.socket)")
        }
        .result
        await own.stop()
        try outcome.get()
    }

    @Test(arguments: await TestServers.all())
    func takesTheWholeJourney(server: TestServer) async throws {
        try await with(server) { own, url in
            let folder = try TemporaryFolder()
            let start = folder.path("start.json")
            @Sendable func run(_ arguments: String...) async throws -> ToolResult {
                try await Tool.run(arguments, url: url, environment: ToolCase.environment, in: folder.url)
            }
            @Sendable func trust(_ value: Int) async throws {
                try await Connection.withSession(own.configuration()) {
                    _ = try $0.execute("SET GLOBAL log_bin_trust_function_creators = \(raw: String(value))")
                }
            }
            try await run("fingerprint", "--save", start).expectDone()
            try await run("plan").expectDone()
            // The triggers of the last one are refused before the first one begins.
            try await run("up").expectError("privilege-missing", exit: 3)
            try await run("fingerprint", "--compare", start).expectDone()
            try await run("up", "--to", Version.enrollmentReferences).expectDone()
            try await run("verify").expectDone()
            try await run("check", "duplicates", "orphans", "constraints", "drift").expectDone()
            try await run("backup", "--backup-directory", folder.path("plain")).expectDone()
            let plain = try #require(folder.names(in: "plain").first { !$0.hasSuffix(".json") })
            try await run("restore", folder.path("plain/\(plain)"), "--into", "school_copy").expectDone()

            try await trust(1)
            try await run("up").expectDone()
            try await run("backup", "--backup-directory", folder.path("full")).expectDone()
            try await trust(0)
            // So are the triggers of a backup, and the existing content stays.
            let full = try #require(folder.names(in: "full").first { !$0.hasSuffix(".json") })
            let refused = try await run("restore", folder.path("full/\(full)"), "--into", "school_copy", "--replace")
            refused.expectError("privilege-missing", exit: 3)
            let tables: Statement =
                "SELECT COUNT(*) > 10 FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'school_copy'"
            #expect(
                try await Connection.withSession(own.configuration()) { try $0.value(tables, as: Bool.self) } == true
            )

            try await run("verify").expectDone()
            if own.vendor == .mariadb {
                // MariaDB does not let the account drop triggers either; nothing is reverted before that is known.
                try await run("down", "--to", "0").expectError("privilege-missing", exit: 3)
                try await run("verify").expectDone()
                try await trust(1)
            }
            try await run("down", "--to", "0").expectDone()
            try await run("fingerprint", "--compare", start).expectDone()
        }
    }
}
