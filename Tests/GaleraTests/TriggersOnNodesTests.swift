import MySQLClient
import PrivateServer
import SutureCore
import SutureRepair
import SutureTesting
import Testing

extension GaleraTests {
    /// Triggers that one node installs fire on each of them, where the statement is executed and nowhere else.
    @Test func triggersKeepThePairInStepOnEachNode() async throws {
        try await TestCluster.with { cluster, schema in
            let connections = try await connect(cluster.nodes, schema)
            try await connections[0]
                .run { session in
                    try session.execute(
                        "CREATE TABLE people (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL, role VARCHAR(9) NOT NULL)"
                    )
                    try session.execute("CREATE TABLE pupils (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL)")
                }
            let runner = try await runner(
                cluster.nodes[0].configuration(database: schema),
                migrations: [KeepInStep.registered]
            )
            _ = try await runner.up()
            for (number, connection) in connections.enumerated() {
                try await connection.run { session in
                    try session.execute("SET SESSION wsrep_sync_wait = 15")
                    try session.execute("INSERT INTO people VALUES (\(number), 'ann', 'PUPIL')")
                    try session.execute("INSERT INTO pupils VALUES (\(number + 10), 'bob')")
                    try session.execute("UPDATE people SET name = 'eve' WHERE id = \(number)")
                }
            }
            for connection in connections {
                try await connection.run { session in
                    let pairs: Int? = try session.value("SELECT COUNT(*) FROM people JOIN pupils USING (id, name)")
                    #expect(pairs == 6)
                    #expect(try session.value("SELECT COUNT(*) FROM pupils", as: Int.self) == 6)
                }
            }
            _ = try await runner.down(.everything)
            let triggers: Int? = try await connections[2]
                .run { session in
                    try session.value(
                        "SELECT COUNT(*) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()"
                    )
                }
            #expect(triggers == 0)
            for connection in connections + [runner.connection] { await connection.close() }
        }
    }
}

private struct KeepInStep: Migration {
    var steps: [any Step] {
        InstallTriggers(
            for: SynchronizedPair(
                source: "people",
                partner: "pupils",
                sharing: ["name"],
                belongs: "role = 'PUPIL'",
                newSource: ["role": "'PUPIL'"]
            )
        )
    }

    static var registered: RegisteredMigration {
        RegisteredMigration(
            version: 20_260_101_000_000,
            name: "KeepInStep",
            file: "KeepInStep.swift",
            checksum: "0"
        ) {
            KeepInStep()
        }
    }
}
