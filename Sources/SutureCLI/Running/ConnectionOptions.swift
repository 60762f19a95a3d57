import ArgumentParser
import Foundation
import MySQLClient
import SutureCore

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}

/// The options of every command that talks to a database.
struct ConnectionOptions: ParsableArguments {
    @Option(help: "mysql://user@host:port/database?ssl-mode=… Without it: DATABASE_URL, MYSQL_HOST…, ~/.my.cnf.")
    var url: String?

    @Option(help: "A file with a [client] group, as mysql reads it.")
    var defaultsFile: String?

    @Option(help: "text for people, json for scripts.")
    var format: OutputFormat = .text

    @Option(help: "The schema of the state tables; without it, the database itself.")
    var stateSchema: String?

    @Option(help: "Seconds to wait for another runner.")
    var lockTimeout: Int = 60

    @Option(help: "Seconds for which the lock holds without a sign of life of its owner.")
    var lease: Int = 30

    @Option(help: "Seconds to try to connect again after a connection was lost in up or down; 0 for not at all.")
    var reconnectTimeout: Int = 60

    @Option(help: "The most rows of one chunk.")
    var chunkRows: Int = 20_000

    func validate() throws {
        guard lockTimeout >= 0 else { throw ValidationError("--lock-timeout is a number of seconds, 0 or more.") }
        guard lease > 0 else { throw ValidationError("--lease is a number of seconds, 1 or more.") }
        guard reconnectTimeout >= 0 else {
            throw ValidationError("--reconnect-timeout is a number of seconds, 0 or more.")
        }
        guard chunkRows > 0 else { throw ValidationError("--chunk-rows is a number of rows, 1 or more.") }
    }

    /// How to reach the database.
    func configuration() throws -> ConnectionConfiguration {
        if let url { Self.warnOfPassword(in: url, remedy: "use DATABASE_URL") }
        return try ConnectionConfiguration.resolve(
            url: url,
            environment: ProcessInfo.processInfo.environment,
            defaultsFile: defaultsFile
        )
    }

    /// Warns of a password in a URL that was given as an argument.
    static func warnOfPassword(in url: String, remedy: String) {
        guard url.contains("@"), url.split(separator: "@").first?.split(separator: "/").last?.contains(":") == true
        else {
            return
        }
        Terminal.warn("a password in the arguments can be seen by every user of this machine; \(remedy).")
    }

    /// The settings of a run.
    func settings() -> RunSettings {
        var settings = RunSettings()
        let process = ProcessInfo.processInfo
        settings.stateSchema = stateSchema
        settings.lockTimeout = .seconds(lockTimeout)
        settings.lease = .seconds(lease)
        settings.reconnectTimeout = .seconds(reconnectTimeout)
        settings.chunkRows = chunkRows
        settings.host = process.hostName
        settings.owner = "suture, process \(process.processIdentifier) on \(process.hostName)"
        settings.toolVersion = ToolVersion.current
        settings.startTime = process.environment["SUTURE_NOW"]
        return settings
    }
}
