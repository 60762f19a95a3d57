import MySQLClient

/// What the server says of the Galera cluster that it is a node of.
enum ClusterNode {
    /// Whether the server is a node of a cluster.
    static func isPresent(_ session: Session) throws -> Bool {
        guard let row = try session.firstRow("SHOW GLOBAL VARIABLES LIKE 'wsrep_on'") else { return false }
        return try row.get(1, as: String.self).uppercased() == "ON"
    }

    /// The identity of the cluster, the same on all of its nodes; nil when there is none.
    static func cluster(_ session: Session) throws -> String? {
        guard try isPresent(session) else { return nil }
        return try session.firstRow("SHOW GLOBAL STATUS LIKE 'wsrep_cluster_state_uuid'")?.get(1)
    }
}
