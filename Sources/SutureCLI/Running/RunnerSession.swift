import MySQLClient
import SutureCore

/// A connection and a runner for the duration of one command.
struct RunnerSession: Sendable {
    let configuration: ConnectionConfiguration
    let runner: MigrationRunner
    /// The configuration file and the variables.
    let sources: ConfigurationSources

    /// The connection on which the runner works.
    var connection: Connection { runner.connection }

    /// Returns the builder of this session's hooks.
    func hookBuilder(_ backup: BackupOptions, _ options: ConnectionOptions) -> HookBuilder {
        HookBuilder(
            sources: sources,
            configuration: configuration,
            backup: backup,
            showsOutput: options.format == .text
        )
    }

    /// Connects, runs a body, and closes the connection in any case.
    static func with<Result: Sendable>(
        _ options: ConnectionOptions,
        _ blockers: BlockerOptions? = nil,
        replicas: ReplicaOptions? = nil,
        showsProgress: Bool = true,
        confirmation: ConfirmationOptions? = nil,
        hooks backup: BackupOptions? = nil,
        _ body: (RunnerSession) async throws -> Result
    ) async throws -> Result {
        let sources = try options.sources()
        try confirmation?.require(sources)
        let configuration = try options.configuration(sources)
        var settings = try options.settings(sources)
        settings.killsBlockers = blockers?.killBlockers ?? false
        try replicas?.apply(to: &settings, of: configuration, sources)
        if let backup {
            let builder = HookBuilder(
                sources: sources,
                configuration: configuration,
                backup: backup,
                showsOutput: options.format == .text
            )
            settings.hooks = try await builder.hooks()
        }
        return try await with(configuration, settings, sources, showsProgress: showsProgress, body)
    }

    private static func connect(_ configuration: ConnectionConfiguration) async throws -> Connection {
        do {
            return try await Connection.connect(configuration)
        } catch let error as MySQLError {
            throw ServerErrorText.describeConnecting(error)
        }
    }

    static func with<Result: Sendable>(
        _ configuration: ConnectionConfiguration,
        _ settings: RunSettings,
        _ sources: ConfigurationSources = .processAlone,
        showsProgress: Bool = true,
        _ body: (RunnerSession) async throws -> Result
    ) async throws -> Result {
        let progress = ProgressPrinter(isShown: showsProgress)
        let runner = MigrationRunner(
            connection: try await connect(configuration),
            configuration: configuration,
            catalog: try MigrationCatalog(SutureTool.migrations),
            settings: settings,
            isInterrupted: { Interruption.shared.isRequested },
            observer: progress.show
        )
        Interruption.shared.listen {
            Task { try? await runner.connection.interrupt() }
        }
        do {
            let result = try await body(RunnerSession(configuration: configuration, runner: runner, sources: sources))
            progress.finish()
            await runner.connection.close()
            return result
        } catch {
            progress.finish()
            await runner.connection.close()
            throw error
        }
    }
}
