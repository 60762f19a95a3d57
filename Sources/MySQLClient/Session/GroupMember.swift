/// The membership of a MySQL server in a replication group (Group Replication), as it reports it.
package struct GroupMember: Sendable, Hashable {
    /// The name of the group, a UUID that all members share.
    package var group: String
    /// True if only one member takes writes.
    package var isSinglePrimary: Bool
    /// The state of the member; nil if the account may not read `performance_schema.replication_group_members`.
    package var state: String?
    /// The number of members that do not answer, and are not yet expelled.
    package var unreachable = 0

    /// Throws ``MySQLError/Code/nodeNotReady`` if the member is known not to be online in its group.
    package func requireOnline() throws {
        guard let state, state != "ONLINE" else { return }
        throw MySQLError(
            code: .nodeNotReady,
            sqlState: "08S01",
            message: "The server is not online in its replication group: its state is \(state)"
        )
    }

    /// Reads the state of the member, by a function that runs a query.
    mutating func readState(_ query: (String, (Row) throws -> Void) throws -> Void) throws {
        (state, unreachable) = (nil, 0)
        var states: [String] = []
        do {
            // A server that has never started the replication of its group has no identifier there.
            try query(
                """
                SELECT MEMBER_STATE, MEMBER_ID IN (@@server_uuid, '') FROM performance_schema.replication_group_members
                """
            ) { row in
                states.append(try row.get(0))
                if try row.get(1) { state = states.last }
            }
            state = state ?? "OFFLINE"
            unreachable = states.count { $0 == "UNREACHABLE" }
        } catch let error as MySQLError where error.code == .tableAccessDenied {}
    }
}

extension Session {
    /// Returns the current membership in a replication group; nil if the server is in none.
    package func groupMember() throws -> GroupMember? {
        guard var member = server.groupMember else { return nil }
        try member.readState { try housekeep($0, each: $1) }
        return member
    }
}
