import Foundation
import MySQLClient
import PrivateServer
import SutureCore
import SutureTesting
import Testing

/// The clock of the runner's machine jumps in the middle of a run: no decision of a run depends on it.
///
/// The library libfaketime, of the Debian package faketime, gives the runner another time.
@Suite(.serialized) struct ClockTests {
    private static let library = ["x86_64", "aarch64"]
        .map { "/usr/lib/\($0)-linux-gnu/faketime/libfaketimeMT.so.1" }
        .first { FileManager.default.fileExists(atPath: $0) }

    /// True if the library is expected: where it is missing, this is skipped, or fails with SUTURE_TEST_CLOCK=1.
    private static let isExpected = library != nil || TestSettings.number("SUTURE_TEST_CLOCK") == 1

    @Test(.enabled(if: isExpected), arguments: await TestServers.all(), ["+400d", "-400d"])
    func bearsAClockThatJumps(server: TestServer, jump: String) async throws {
        let library = try #require(Self.library, "install the package faketime")
        try await FaultCase.with(server.program, install: FaultSchema.install) { test in
            let journey = try await Journey(test, test.tool(.faultTool))
            let clock = test.server.directory + "/clock"
            try "+0d".write(toFile: clock, atomically: true, encoding: .utf8)
            var tool = test.tool(.faultTool)
            tool.environment = [
                "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": clock, "FAKETIME_NO_CACHE": "1",
                "DONT_FAKE_MONOTONIC": "1",
            ]
            let middle = try #require(journey.up.filter { $0.verb == "COMMIT" }.dropFirst(5).first)
            test.proxy.arm(.init(statement: middle.number, side: .before))
            let run = try tool.start(["up"])
            while run.isRunning, !test.proxy.isReached { try await Task.sleep(for: .milliseconds(1)) }
            try jump.write(toFile: clock, atomically: true, encoding: .utf8)
            // Long enough for several heartbeats of the lease.
            try await Task.sleep(for: .seconds(2))
            test.proxy.decide(.goesOn)
            let result = try await run.result()
            #expect(test.proxy.isReached)
            #expect(result.status == 0, "\(result.errors)")
            try await journey.expectEnd("after a jump of the clock")
            try await tool.run("down", "--to", "0")
            try await journey.expectStart("after a jump of the clock")
        }
    }
}
