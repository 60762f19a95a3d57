import SutureTesting
import Testing

/// `suture demo`, from the start to the end.
@Suite struct DemoTests {
    @Test(arguments: await TestServers.all())
    func showsOneFingerprintBeforeUpAndAfterDown(server: TestServer) async throws {
        let result = try await Tool.run(["demo"] + (server.program.map { ["--server", $0] } ?? []))
        result.expectDone()
        let digests = result.output.matches(of: #/fingerprint (?:before|after) +([0-9a-f]{64})\n/#).map(\.1)
        #expect(digests.count == 2)
        #expect(digests.first == digests.last)
        #expect(result.output.contains("every byte as at the start"))
        #expect(!result.output.contains("✗"))
    }
}
