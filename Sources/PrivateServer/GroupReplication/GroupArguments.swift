/// The command lines of one member of a private replication group.
struct GroupArguments {
    /// The port for clients.
    let port: Int
    /// The port for the other members.
    let groupPort: Int
    let seeds: [Int]
    let number: Int
    let group: String
    let isSinglePrimary: Bool
    let program: ServerProgram
    let folder: ServerFolder

    private var common: ServerArguments {
        let options = PrivateServer.Options(extraArguments: member, port: port, bufferPoolSize: 48 << 20)
        return ServerArguments(program: program, folder: folder, options: options, isMariaDB: false)
    }

    /// The command that creates the first tables.
    var initializer: [String] { get throws { try common.initializer } }

    /// The command that runs the server, which joins no group automatically.
    var server: [String] { common.server }

    private var member: [String] {
        [
            "--plugin-load-add=group_replication.so", "--server-id=\(number)",
            "--log-bin=\(folder.data)/bin", "--sync-binlog=0", "--binlog-expire-logs-seconds=0", "--gtid-mode=ON",
            "--enforce-gtid-consistency=ON", "--report-host=127.0.0.1", "--report-port=\(port)", "--max-connections=60",
            "--log-bin-trust-function-creators=ON", "--performance-schema-max-table-instances=200",
            "--table-open-cache=400",
        ]
            + [
                "group-name=\(group)", "start-on-boot=OFF", "bootstrap-group=OFF",
                "local-address=127.0.0.1:\(groupPort)",
                "group-seeds=\(seeds.map { "127.0.0.1:\($0)" }.joined(separator: ","))",
                "single-primary-mode=\(isSinglePrimary ? "ON" : "OFF")",
                // Otherwise a group in which all members take writes refuses tables with cascades.
                "enforce-update-everywhere-checks=OFF", "communication-stack=XCOM",
                "message-cache-size=134217728", "member-expel-timeout=0", "recovery-get-public-key=ON",
                "recovery-reconnect-interval=1",
            ]
            .map { "--loose-group-replication-\($0)" }
    }
}
