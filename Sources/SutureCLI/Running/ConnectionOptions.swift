import ArgumentParser
import Foundation
import MySQLClient
import SutureCore

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}

/// The options of every command that uses a database.
struct ConnectionOptions: ParsableArguments {
    @Option(help: "The configuration file; without it, the nearest .suture.yaml here or above.")
    var config: String?

    @Option(name: .customLong("env"), help: "The environment of the configuration file; without it, SUTURE_ENV.")
    var environment: String?

    @Option(help: "mysql://user@host:port/database?ssl-mode=… Without it: DATABASE_URL, MYSQL_HOST…, ~/.my.cnf.")
    var url: String?

    @Option(help: "A file with a [client] group, as mysql reads it.")
    var defaultsFile: String?

    @Option(help: "text for people, json for scripts.")
    var format: OutputFormat = .text

    @Option(help: "The schema of the state tables; without it, the database itself.")
    var stateSchema: String?

    @Option(help: "Seconds to wait for another runner. (default: 60)")
    var lockTimeout: Int?

    @Option(help: "Seconds for which the lock holds without a sign of life of its owner. (default: 30)")
    var lease: Int?

    @Option(help: "Seconds to try to connect again after a loss in up or down; 0 for not at all. (default: 60)")
    var reconnectTimeout: Int?

    @Option(help: "The most rows of one chunk. (default: 20000)")
    var chunkRows: Int?

    func validate() throws {
        guard lockTimeout ?? 0 >= 0 else { throw ValidationError("--lock-timeout is a number of seconds, 0 or more.") }
        guard lease ?? 1 > 0 else { throw ValidationError("--lease is a number of seconds, 1 or more.") }
        guard reconnectTimeout ?? 0 >= 0 else {
            throw ValidationError("--reconnect-timeout is a number of seconds, 0 or more.")
        }
        guard chunkRows ?? 1 > 0 else { throw ValidationError("--chunk-rows is a number of rows, 1 or more.") }
    }

    /// Returns the configuration file and the variables.
    func sources() throws -> ConfigurationSources {
        try ConfigurationSources.load(file: config, environment: environment)
    }

    /// Returns the configuration of the database connection.
    func configuration(_ sources: ConfigurationSources) throws -> ConnectionConfiguration {
        if let url { Self.warnOfPassword(in: url, remedy: "use DATABASE_URL") }
        for warning in try sources.warnings(url: url) { Terminal.warn(warning) }
        return try sources.connection(url: url, defaultsFile: defaultsFile)
    }

    /// Warns of a password in a URL that was given as an argument.
    static func warnOfPassword(in url: String, remedy: String) {
        guard url.contains("@"), url.split(separator: "@").first?.split(separator: "/").last?.contains(":") == true
        else {
            return
        }
        Terminal.warn("a password in the arguments can be seen by every user of this machine; \(remedy).")
    }

    /// Returns the settings of a run.
    func settings(_ sources: ConfigurationSources) throws -> RunSettings {
        var settings = RunSettings()
        let process = ProcessInfo.processInfo
        settings.stateSchema = try sources.text(.stateSchema, flag: stateSchema)
        settings.lockTimeout = .seconds(try sources.wholeNumber(.lockTimeout, flag: lockTimeout))
        settings.lease = .seconds(try sources.wholeNumber(.lease, flag: lease))
        settings.reconnectTimeout = .seconds(try sources.wholeNumber(.reconnectTimeout, flag: reconnectTimeout))
        settings.chunkRows = try sources.wholeNumber(.chunkRows, flag: chunkRows)
        settings.host = process.hostName
        settings.owner = "suture, process \(process.processIdentifier) on \(process.hostName)"
        settings.toolVersion = ToolVersion.current
        settings.startTime = process.environment["SUTURE_NOW"]
        return settings
    }
}

extension ConnectionOptions: SettingFlags {
    func flag(for setting: Setting) -> [String] {
        let value: (any CustomStringConvertible)? =
            switch setting.key {
            case Setting.url.key: url
            case Setting.defaultsFile.key: defaultsFile
            case Setting.stateSchema.key: stateSchema
            case Setting.lockTimeout.key: lockTimeout
            case Setting.lease.key: lease
            case Setting.reconnectTimeout.key: reconnectTimeout
            case Setting.chunkRows.key: chunkRows
            default: nil
            }
        return value.map { [$0.description] } ?? []
    }
}
