import MySQLClient
import PrivateServer
import SutureTesting
import Testing

/// Runs on a Galera cluster of three nodes, one test at a time: a test may kill a node.
@Suite(.serialized, .enabled(if: TestCluster.isWanted, Comment(rawValue: TestCluster.need)))
struct GaleraTests {
    /// One connection to each node, in a schema.
    func connect(_ nodes: [GaleraNode], _ schema: String) async throws -> [Connection] {
        var connections: [Connection] = []
        for node in nodes { connections.append(try await Connection.connect(node.configuration(database: schema))) }
        return connections
    }
}
