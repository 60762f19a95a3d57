/// The state of a node in its Galera cluster.
struct ClusterState {
    var values: [String: String] = [:]

    /// Returns whether the server is a node of a cluster, synchronized or not.
    static func isNode(_ handle: borrowing ConnectionHandle, _ vendor: ServerIdentity.Vendor) throws -> Bool {
        guard vendor == .mariadb else { return false }
        var isOn = false
        _ = try TextQuery.run("SHOW GLOBAL VARIABLES LIKE 'wsrep_on'", on: handle) { row in
            isOn = try row.get(1, as: String.self).uppercased() == "ON"
        }
        return isOn
    }

    static func read(_ handle: borrowing ConnectionHandle) throws -> ClusterState {
        var state = ClusterState()
        let names = "'wsrep_ready', 'wsrep_cluster_status', 'wsrep_local_state_comment'"
        _ = try TextQuery.run("SHOW GLOBAL STATUS WHERE Variable_name IN (\(names))", on: handle) { row in
            state.values[try row.get(0)] = try row.get(1, as: String.self)
        }
        return state
    }

    /// Throws ``MySQLError/Code/nodeNotReady`` unless the node is synchronized, and the cluster has a majority.
    func requireReady() throws {
        let needed = [
            ("wsrep_ready", "ON"), ("wsrep_cluster_status", "Primary"), ("wsrep_local_state_comment", "Synced"),
        ]
        let wrong = needed.filter { values[$0.0] != $0.1 }.map { "\($0.0) is \(values[$0.0] ?? "unknown")" }
        guard !wrong.isEmpty else { return }
        throw MySQLError(
            code: .nodeNotReady,
            sqlState: "08S01",
            message: "The node is not in step with its cluster: \(wrong.joined(separator: ", "))"
        )
    }
}
