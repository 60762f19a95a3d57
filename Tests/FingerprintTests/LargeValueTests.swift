import MySQLClient
import PrivateServer
import SutureCore
import SutureTesting
import Testing

@Suite("Values whose hexadecimal digits are longer than a packet")
struct LargeValueTests {
    @Test("are hashed column by column", arguments: await TestServers.all())
    func areHashed(on server: TestServer) async throws {
        let small = try await PrivateServer.start(
            .init(program: server.program, extraArguments: ["--max-allowed-packet=65536"])
        )
        do {
            try await compare(on: small)
        } catch {
            await small.stop()
            throw error
        }
        await small.stop()
    }

    private func compare(on server: PrivateServer) async throws {
        let connection = try await Connection.connect(server.configuration())
        try await connection.run { session in
            try session.execute("CREATE DATABASE large")
            try session.execute(
                "CREATE TABLE large.t (id INT PRIMARY KEY, b LONGBLOB, t MEDIUMTEXT, v VARBINARY(40000), j JSON)"
            )
            try session.execute(
                """
                INSERT INTO large.t VALUES
                (1, REPEAT(0xFF, 60000), REPEAT('x', 60000), REPEAT(0x00, 40000), JSON_QUOTE(REPEAT('j', 30000)))
                """
            )
            let before = try Fingerprint.take(of: "large", in: session)
            let changes = [
                "b = CONCAT(REPEAT(0xFF, 59999), 0xFE)", "t = CONCAT(REPEAT('x', 59999), 'X')",
                "v = CONCAT(REPEAT(0x00, 39999), 0x01)", "j = JSON_QUOTE(CONCAT(REPEAT('j', 29999), 'J'))",
            ]
            for change in changes {
                try session.undoing {
                    try session.execute("UPDATE large.t SET \(raw: change)")
                    let after = try Fingerprint.take(of: "large", in: session)
                    #expect(after.differences(from: before) == ["t: content differs"], "\(change)")
                }
            }
            #expect(try Fingerprint.take(of: "large", in: session) == before)
        }
        await connection.close()
    }
}
