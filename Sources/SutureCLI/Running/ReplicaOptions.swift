import ArgumentParser
import MySQLClient
import SutureCore

/// The replicas that a run must not outpace.
struct ReplicaOptions: ParsableArguments {
    @Option(help: "A URL of a replica that must keep up; may be repeated, and may name several hosts.")
    var replica: [String] = []

    @Option(help: "Seconds that a replica may be behind before the run waits for it. (default: 5)")
    var maxLag: Double?

    @Option(help: "Seconds to wait for a replica that is behind, or cannot be read. (default: 600)")
    var replicaTimeout: Int?

    func validate() throws {
        guard maxLag ?? 1 > 0, maxLag ?? 1 <= 86_400 else {
            throw ValidationError("--max-lag is a number of seconds, above 0.")
        }
        guard replicaTimeout ?? 1 > 0 else {
            throw ValidationError("--replica-timeout is a number of seconds, 1 or more.")
        }
    }

    /// Adds the replicas to the settings of a run; settings missing in their URLs are as for the primary.
    func apply(
        to settings: inout RunSettings,
        of primary: ConnectionConfiguration,
        _ sources: ConfigurationSources
    ) throws {
        settings.maximumLag = .seconds(try sources.number(.maximumLag, flag: maxLag))
        settings.replicaTimeout = .seconds(try sources.wholeNumber(.replicaTimeout, flag: replicaTimeout))
        for url in replica {
            ConnectionOptions.warnOfPassword(in: url, remedy: "use MYSQL_PWD, or the account of the primary")
        }
        let urls = try sources.value(of: .replicas, flag: replica)?.texts ?? []
        settings.replicas = try urls.flatMap { url in
            var replica = try ConnectionConfiguration.resolve(
                url: url,
                environment: sources.connectionVariables,
                defaultsFile: nil
            )
            replica.database = replica.database ?? primary.database
            replica.password = replica.password ?? (replica.user == primary.user ? primary.password : nil)
            return replica.hosts.map { host in
                var one = replica
                one.hosts = [host]
                return one
            }
        }
    }
}

extension ReplicaOptions: SettingFlags {
    func flag(for setting: Setting) -> [String] {
        switch setting.key {
        case Setting.replicas.key: replica
        case Setting.maximumLag.key: maxLag.map { [$0.description] } ?? []
        case Setting.replicaTimeout.key: replicaTimeout.map { [$0.description] } ?? []
        default: []
        }
    }
}
