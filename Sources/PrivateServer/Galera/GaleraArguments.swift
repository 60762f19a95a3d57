#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The addresses on which a node of a private cluster listens.
struct GaleraSeat {
    let name: String
    /// The port for clients.
    let port: Int
    /// The port for the other nodes.
    let groupPort: Int
    /// The port for missed transactions.
    let transferPort: Int

    init(name: String, ports: [Int]) {
        self.name = name
        (port, groupPort, transferPort) = (ports[0], ports[1], ports[2])
    }
}

/// The command lines of one node.
struct GaleraArguments {
    let seat: GaleraSeat
    let seats: [GaleraSeat]
    let program: ServerProgram
    let provider: String
    let folder: ServerFolder
    /// The folder with the script of the transfer.
    let scripts: String

    private var common: ServerArguments {
        let options = PrivateServer.Options(extraArguments: cluster, port: seat.port, bufferPoolSize: 48 << 20)
        return ServerArguments(program: program, folder: folder, options: options, isMariaDB: true)
    }

    /// The command that creates the first tables.
    var initializer: [String] { get throws { try common.initializer } }

    /// The command that reads the node's position from the data folder.
    var recovery: [String] { environment + common.server + [address, "--wsrep-recover"] }

    /// Returns the command that runs the server.
    func server(asFirst: Bool, from position: String?) -> [String] {
        environment + common.server + [address] + (asFirst ? ["--wsrep-new-cluster"] : [])
            + (position.map { ["--wsrep-start-position=\($0)"] } ?? [])
    }

    /// The environment: the server finds the script of a transfer by its path.
    private var environment: [String] {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        return ["/usr/bin/env", "PATH=\(scripts):\(path)"]
    }

    private var address: String {
        "--wsrep-cluster-address=gcomm://" + seats.map { "127.0.0.1:\($0.groupPort)" }.joined(separator: ",")
    }

    private var cluster: [String] {
        let provider = [
            "base_host=127.0.0.1", "base_port=\(seat.groupPort)",
            "gmcast.listen_addr=tcp://127.0.0.1:\(seat.groupPort)",
            "ist.recv_addr=127.0.0.1:\(seat.transferPort)", "gcache.size=64M", "gcache.recover=no", "pc.recovery=no",
            // A killed node is declared dead after three seconds and not five.
            "evs.keepalive_period=PT0.5S", "evs.inactive_check_period=PT0.2S", "evs.suspect_timeout=PT3S",
        ]
        return [
            "--binlog-format=ROW", "--innodb-autoinc-lock-mode=2", "--wsrep-on=ON", "--wsrep-provider=\(self.provider)",
            "--wsrep-cluster-name=suture", "--wsrep-node-name=\(seat.name)",
            "--wsrep-node-address=127.0.0.1:\(seat.groupPort)", "--wsrep-sst-method=\(IncrementalTransfer.method)",
            "--wsrep-sst-receive-address=127.0.0.1:\(seat.transferPort)",
            "--wsrep-provider-options=\(provider.joined(separator: ";"))", "--max-connections=60",
        ]
    }
}
