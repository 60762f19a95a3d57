/// The role of a server in replication, according to its variables.
struct ServerRole {
    private var values: [String: String] = [:]

    static func read(_ handle: borrowing ConnectionHandle) throws -> ServerRole {
        var role = ServerRole()
        let names = [
            "read_only", "gtid_mode", "group_replication_group_name", "group_replication_single_primary_mode",
        ]
        let list = names.map { "'\($0)'" }.joined(separator: ", ")
        _ = try TextQuery.run("SHOW GLOBAL VARIABLES WHERE Variable_name IN (\(list))", on: handle) { row in
            role.values[try row.get(0, as: String.self).lowercased()] = try row.get(1, as: String.self)
        }
        return role
    }

    /// True if the server refuses writes, like a replica or a secondary.
    var isReadOnly: Bool { !["OFF", "0", nil].contains(values["read_only"]?.uppercased()) }

    /// True if transactions get global identifiers (MySQL).
    var hasGTIDs: Bool { values["gtid_mode"]?.uppercased() == "ON" }

    /// The replication group for which the server is configured, or nil.
    var groupMember: GroupMember? {
        guard let group = values["group_replication_group_name"], !group.isEmpty else { return nil }
        let isSinglePrimary = values["group_replication_single_primary_mode"]?.uppercased() == "ON"
        return GroupMember(group: group, isSinglePrimary: isSinglePrimary)
    }
}
