/// The set-up of every new session.
enum SessionSetup {
    /// Reads the identity of the server, and sets the variables of the session.
    static func run(on handle: borrowing ConnectionHandle, place: String) throws -> ServerIdentity {
        // Before all others, since a small max_join_size refuses even questions about the server's state.
        _ = try TextQuery.run("SET SESSION sql_big_selects = 1", on: handle) { _ in }
        var identity = try identity(of: handle, place: place)
        identity.isClusterNode = try ClusterState.isNode(handle, identity.vendor)
        if identity.isClusterNode { try ClusterState.read(handle).requireReady() }
        let role = try ServerRole.read(handle)
        identity.groupMember = role.groupMember
        try identity.groupMember?.readState { _ = try TextQuery.run($0, on: handle, each: $1) }
        identity.acceptsWrites = !role.isReadOnly && (identity.groupMember?.state ?? "ONLINE") == "ONLINE"
        _ = try TextQuery.run(settings(for: identity, role), on: handle) { _ in }
        return identity
    }

    private static func identity(of handle: borrowing ConnectionHandle, place: String) throws -> ServerIdentity {
        var first: Row?
        let sql = "SELECT CONNECTION_ID(), @@version, CONCAT_WS(':', @@hostname, @@port, @@server_id, @@datadir)"
        _ = try TextQuery.run(sql, on: handle) { first = $0 }
        guard let row = first else {
            throw MySQLError(code: .handshakeFailed, message: "The server does not say who it is.")
        }
        let text: String = try row.get(1)
        return ServerIdentity(
            vendor: text.lowercased().contains("maria") ? .mariadb : .mysql,
            version: ServerVersion(text: text),
            versionText: text,
            connectionID: try row.get(0),
            isTLS: handle.isEncrypted,
            isClusterNode: false,
            groupMember: nil,
            acceptsWrites: true,
            place: place,
            instance: try row.get(2)
        )
    }

    private static func settings(for server: ServerIdentity, _ role: ServerRole) -> String {
        var settings = [
            "NAMES utf8mb4",
            "SESSION sql_mode = "
                + "'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO'",
            "SESSION time_zone = '+00:00'",
            "SESSION wait_timeout = 28800",
        ]
        // Independent of the server's configuration: transactions begin and end explicitly, foreign keys are checked, a
        // SELECT returns all of its rows, and errors are in the language in which they are parsed.
        settings += [
            "SESSION lc_messages = 'en_US'",
            "SESSION autocommit = 1", "SESSION completion_type = 0", "SESSION foreign_key_checks = 1",
            "SESSION unique_checks = 1", "SESSION sql_safe_updates = 0", "SESSION sql_auto_is_null = 0",
            "SESSION sql_select_limit = 18446744073709551615",
        ]
        if server.vendor == .mariadb, server.version >= ServerVersion(11, 6) {
            // There, a concurrent change by another session is an error for the writer; only there.
            settings.append("SESSION innodb_snapshot_isolation = 0")
        }
        if server.vendor == .mysql, server.version >= ServerVersion(8) {
            settings.append("SESSION information_schema_stats_expiry = 0")
        }
        // Commits of another node are visible, also to a statement that follows immediately.
        if server.isClusterNode { settings.append("SESSION wsrep_sync_wait = 15") }
        if let member = server.groupMember {
            // A new primary answers when it has applied its predecessor's transactions; without a primary, a member
            // answers when it has applied everything that others have committed before.
            let consistency = member.isSinglePrimary ? "BEFORE_ON_PRIMARY_FAILOVER" : "BEFORE"
            settings.append("SESSION group_replication_consistency = '\(consistency)'")
        }
        // So a run knows its own transactions, and can look for them on another server.
        if role.hasGTIDs { settings.append("SESSION session_track_gtids = 'OWN_GTID'") }
        return "SET " + settings.joined(separator: ", ")
    }
}
