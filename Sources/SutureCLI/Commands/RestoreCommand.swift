import ArgumentParser
import Foundation
import MySQLClient
import SutureBackup
import SutureCore

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Restore a backup by the server's own client, and compare it with its manifest.",
        discussion: """
            A file that was cut or altered is refused before the first statement. A schema that is not empty is replaced \
            only with --replace, after a backup of it. A partial backup replaces its own tables alone. A DEFINER that is no account of the server becomes the account \
            that restores.
            """
    )

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var backupOptions: BackupOptions
    @OptionGroup var confirmation: ConfirmationOptions

    @Argument(help: "The file of the backup; its manifest stands beside it.")
    var file: String

    @Option(help: "The schema to restore into; without it, that of the connection. It is made when it is missing.")
    var into: String?

    @Flag(help: "Replace a schema that is not empty; a backup of it is taken first.")
    var replace = false

    @Option(help: "mysql or mariadb; without it, the one of the server's vendor that is found.")
    var clientProgram: String?

    @Option(help: "Seconds that the client may take.")
    var restoreTimeLimit: Int = 3600

    private struct Object: Encodable {
        let database: String
        let tables: Int
        let comparedTables: Int
        let rows: Int
        let comparedDefinitions: Bool
        let restoredTables: [String]?
        let lostReferences: [LostReferences]
        let replacedDefiners: [String]
        let backup: String?
        let milliseconds: Int
    }

    func run() async throws {
        let sources = try options.sources()
        try confirmation.require(sources)
        let configuration = try options.configuration(sources)
        guard let database = into ?? configuration.database else {
            throw SutureError(
                .noDatabase,
                "No database is chosen.",
                remedy: "Name it in the URL, or with --into SCHEMA."
            )
        }
        let request = RestoreRequest(
            configuration: configuration,
            file: file,
            database: database,
            replaces: replace,
            program: clientProgram,
            timeLimit: .seconds(restoreTimeLimit)
        )
        let interruption = SutureError(
            .interrupted,
            "Interrupted; the schema may hold a part of the backup.",
            remedy: "Run the same command again with --replace.",
            outcome: .interrupted
        )
        let result = try await Interruption.shared.cancelling(orThrow: interruption) {
            try await restore(request, sources)
        }
        try show(result)
    }

    /// Restores on the first host that accepts the connection.
    private func restore(_ request: RestoreRequest, _ sources: ConfigurationSources) async throws -> RestoreResult {
        var outside = request.configuration
        outside.database = nil
        let connection: Connection
        do {
            connection = try await Connection.connect(outside)
        } catch let error as MySQLError {
            throw ServerErrorText.describeConnecting(error)
        }
        let server = connection.server
        var request = request
        request.configuration = connection.configuration
        await connection.close()
        let source = request
        let line = ProgressLine()
        defer { line.finish() }
        return try await Restore.run(source, server: server, progress: { line.show($0) }) {
            try await backupOptions.take(source.configuration, server, database: source.database, .full, sources).file
        }
    }

    private func show(_ result: RestoreResult) throws {
        if options.format == .json {
            try JSONOutput.print(
                Object(
                    database: result.database,
                    tables: result.tables,
                    comparedTables: result.comparedTables,
                    rows: result.rows,
                    comparedDefinitions: result.comparedDefinitions,
                    restoredTables: result.restoredTables,
                    lostReferences: result.lostReferences,
                    replacedDefiners: result.replacedDefiners,
                    backup: result.backup,
                    milliseconds: result.duration.milliseconds
                )
            )
            return
        }
        if let backup = result.backup { Terminal.print("Backup of what stood there: \(backup)") }
        for definer in result.replacedDefiners {
            Terminal.print("DEFINER \(definer) is not an account here; the restoring account took its place.")
        }
        if let tables = result.restoredTables {
            Terminal.print("A partial backup: only these tables were put in place: \(tables.joined(separator: ", ")).")
        }
        for lost in result.lostReferences {
            let rows = "\(lost.rows.of("row")) of \(lost.table) \(lost.rows.verb("refers", "refer"))"
            Terminal.warn("\(rows) to rows of \(lost.parent) that are not there (\(lost.constraint))")
        }
        let definitions = result.comparedDefinitions ? "and all definitions " : ""
        Terminal.print(
            "\(result.tables.of("table")) restored into \(result.database) in \(result.duration.readable); "
                + "\(result.rows.of("row")) of \(result.comparedTables.of("table")) \(definitions)are as the manifest says."
        )
    }
}
