import ArgumentParser
import Foundation
import MySQLClient
import SutureCore

/// The replicas that a run must not leave behind.
struct ReplicaOptions: ParsableArguments {
    @Option(help: "A URL of a replica that must keep up; may be repeated, and may name several hosts.")
    var replica: [String] = []

    @Option(help: "Seconds that a replica may be behind before the run waits for it.")
    var maxLag: Double = 5

    @Option(help: "Seconds to wait for a replica that is behind, or cannot be read.")
    var replicaTimeout: Int = 600

    func validate() throws {
        guard maxLag > 0, maxLag <= 86_400 else { throw ValidationError("--max-lag is a number of seconds, above 0.") }
        guard replicaTimeout > 0 else { throw ValidationError("--replica-timeout is a number of seconds, 1 or more.") }
    }

    /// Puts the replicas into the settings of a run; what their URLs leave open is as for the primary.
    func apply(to settings: inout RunSettings, of primary: ConnectionConfiguration) throws {
        settings.maximumLag = .seconds(maxLag)
        settings.replicaTimeout = .seconds(replicaTimeout)
        settings.replicas = try replica.flatMap { url in
            ConnectionOptions.warnOfPassword(in: url, remedy: "use MYSQL_PWD, or the account of the primary")
            var replica = try ConnectionConfiguration.resolve(
                url: url,
                environment: ProcessInfo.processInfo.environment,
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
