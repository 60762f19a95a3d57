import MySQLClient
import PrivateServer
import SutureCore
import SutureTesting
import Testing

extension ReplicaTests {
    /// A replica that applies rows gets those that the triggers wrote on the primary, and does not write them twice.
    @Test(arguments: await TestServers.all())
    func whatTriggersWriteIsReplicatedOnce(_ server: TestServer) async throws {
        try await ReplicatedPair.with(server, scale: 1) { pair in
            let runner = try await pair.runner(maximumLag: .seconds(10))
            _ = try await runner.up()
            try await ReplicatedPair.run(pair.primary.configuration(database: "school")) { session in
                for number in 1...20 {
                    try session.execute(
                        """
                        INSERT INTO users (name, email, password, role)
                        VALUES ('new', \("n\(number)@x.example"), '!', 'STUDENT')
                        """
                    )
                }
                try session.execute("UPDATE users SET name = 'newer' WHERE email LIKE 'n1%@x.example'")
                try session.execute("DELETE FROM students WHERE email = 'n2@x.example'")
                #expect(
                    try session.value(
                        "SELECT COUNT(*) FROM users JOIN students USING (id, name, email) WHERE email LIKE 'n%@x.example'",
                        as: Int.self
                    ) == 19
                )
            }
            try await pair.catchUp()
            let primary = try await pair.fingerprint(pair.primary)
            #expect(try await pair.fingerprint(pair.replica).differences(from: primary) == [])
            await runner.connection.close()
        }
    }
}
