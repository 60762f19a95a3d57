import SchoolSample
import ShippedMigrations
import SutureTesting
import Testing

@Suite struct StudentIsUserTests {
    /// Goes up to the migration, verifies it, takes it back, and compares every byte with the state before it.
    @Test(arguments: await TestServers.all()) func goesUpAndExactlyBack(server: TestServer) async throws {
        let test = MigrationTest(MigrationIndex.all, version: 20261123090400)
        try await test.run(on: server) { session in
            try SchoolSample().install(in: session)
        }
    }
}
