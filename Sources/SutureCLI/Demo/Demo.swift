import Foundation
import MySQLClient
import PrivateServer
import SchoolSample
import SutureBackup
import SutureCore

/// The whole journey: a messy database is analysed, planned, backed up, migrated, verified, reverted exactly, and
/// migrated again.
struct Demo {
    let scale: Int
    let program: String?
    let keeps: Bool

    private static let database = "school"

    func run() async throws {
        var options = PrivateServer.Options()
        options.program = program
        options.keep = keeps
        let server = try await PrivateServer.start(options)
        do {
            try await journey(server)
        } catch {
            if !keeps { await server.stop() }
            throw error
        }
        if keeps {
            Terminal.print()
            Terminal.print("The server goes on (process \(server.processIdentifier)). Connect to it:")
            Terminal.print("  mysql --socket=\(server.socket) --user=root \(Self.database)")
            Terminal.print("  suture status --url 'mysql://root@localhost/\(Self.database)?socket=\(server.socket)'")
            Terminal.print("End it, and remove \(server.directory):")
            let process = server.processIdentifier
            Terminal.print("  kill \(process); tail --pid=\(process) -f /dev/null; rm -r \(server.directory)")
        } else {
            await server.stop()
        }
    }

    private func journey(_ server: PrivateServer) async throws {
        var summary = DemoSummary()
        try await Connection.withSession(server.configuration(database: nil)) { session in
            _ = try session.execute("CREATE DATABASE \(identifier: Self.database) CHARACTER SET utf8mb4")
        }
        let configuration = server.configuration(database: Self.database)
        var settings = RunSettings()
        settings.owner = "suture demo"
        settings.toolVersion = ToolVersion.current
        // Both runs of the journey write the same time, so that their results can be compared.
        settings.startTime = "2026-11-23 09:00:00.000000"
        // A small sample finishes before a progress line could be read.
        try await RunnerSession.with(configuration, settings, showsProgress: scale > 20) { session in
            let stages = DemoStages(session: session, server: server, scale: scale)
            try await stages.run(&summary)
        }
        summary.show()
    }
}
