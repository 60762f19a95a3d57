import Foundation
import MySQLClient
import PrivateServer
import SutureBackup
import SutureCore

/// Rehearses on a private server of the database's vendor; the server and its data are removed afterwards in any case.
struct PrivateRehearsal: Sendable {
    let sources: ConfigurationSources
    let settings: RunSettings
    /// The server program; nil to find one of the vendor.
    let program: String?
    let target: MigrationVersion?
    /// The part of the rows to rehearse on; nil for all.
    let sample: RehearsalSample?

    /// Starts the server, loads it, and rehearses.
    ///
    /// - Throws: `PrivateServerError`, `BackupError`, `SutureError`, `MySQLError`; the database was only read.
    func run(_ source: RehearsalSource) async throws -> RehearsalReport {
        let interruption = SutureError(
            .interrupted,
            "The rehearsal was interrupted; its server is gone, and nothing was changed.",
            remedy: "Run the same command again.",
            outcome: .interrupted
        )
        return try await Interruption.shared.cancelling(orThrow: interruption) {
            let server = try await start(for: source)
            let outcome: Result<RehearsalReport, any Error>
            do {
                outcome = .success(try await rehearse(source, on: server))
            } catch {
                outcome = .failure(error)
            }
            await server.stop()
            return try outcome.get()
        }
    }

    private func start(for source: RehearsalSource) async throws -> PrivateServer {
        try await PrivateServer.start(
            .init(
                program: program,
                vendor: source.vendor,
                // Events of the database must not run here.
                extraArguments: ["--event-scheduler=OFF", "--max-allowed-packet=1G"],
                bufferPoolSize: min(max(source.bufferPoolBytes, 128 << 20), 1 << 30),
                lowerCaseTableNames: source.lowerCaseTableNames
            )
        )
    }

    private func rehearse(_ source: RehearsalSource, on server: PrivateServer) async throws -> RehearsalReport {
        try requireSpace(for: source, in: server.directory)
        let start = ContinuousClock.now
        let loader = RehearsalLoader(source: source, server: server, sources: sources)
        let identity = try await loader.load()
        let loading = start.duration(to: .now)
        let configuration = server.configuration(database: source.database)
        var report = try await RunnerSession.with(configuration, settings, sources) {
            sample == nil
                ? try await $0.runner.rehearseInPlace(to: target)
                : try await $0.runner.rehearse(to: target, sample: sample)
        }
        if !report.migrations.isEmpty {
            report.copy = RehearsalReport.Copy(
                .private,
                server: identity,
                databaseServer: source.server,
                backup: source.file,
                sample: sample,
                loading: loading
            )
        }
        return report
    }

    /// Throws if the data is clearly too large for the disk of the private server.
    private func requireSpace(for source: RehearsalSource, in directory: String) throws {
        guard let free = DiskSpace.free(in: directory), source.bytes > free else { return }
        throw SutureError(
            .spaceMissing,
            "The private server needs at least \(source.bytes >> 20) MiB in \(directory), and \(free >> 20) MiB are free.",
            remedy: "Free space there, or name another folder in the variable TMPDIR."
        )
    }
}
