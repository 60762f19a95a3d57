import SchoolSample
import ShippedMigrations
import SutureTesting
import Testing

@Suite struct MergeDuplicateInstitutionsTests {
    /// Applies the migration, verifies it, reverts it, and compares every byte with the state before it.
    @Test(arguments: await TestServers.all()) func goesUpAndExactlyBack(server: TestServer) async throws {
        let test = MigrationTest(MigrationIndex.all, version: 20261123090000)
        try await test.run(on: server) { session in
            try SchoolSample().install(in: session)
        }
    }
}
