import MySQLClient

/// The server's report on the cluster that it is a node of: one of Galera, or a replication group of MySQL.
enum ClusterNode {
    /// Returns whether the server is a node of a cluster.
    static func isPresent(_ session: Session) throws -> Bool {
        if session.server.groupMember != nil { return true }
        return try isGalera(session)
    }

    /// Returns the identity of the cluster, the same on all of its nodes; nil outside a cluster.
    static func cluster(_ session: Session) throws -> String? {
        if let member = session.server.groupMember { return "group:\(member.group)" }
        guard try isGalera(session) else { return nil }
        return try session.firstRow("SHOW GLOBAL STATUS LIKE 'wsrep_cluster_state_uuid'")?.get(1)
    }

    private static func isGalera(_ session: Session) throws -> Bool {
        guard let row = try session.firstRow("SHOW GLOBAL VARIABLES LIKE 'wsrep_on'") else { return false }
        return try row.get(1, as: String.self).uppercased() == "ON"
    }
}
