import MySQLClient
import Testing

@testable import SutureCore

@Suite struct ReplicaGateTests {
    private func gate(replicas: Int = 1) throws -> ReplicaGate {
        var settings = RunSettings()
        settings.replicas = (0..<replicas).map { ConnectionConfiguration(host: "replica\($0)", user: "u") }
        settings.maximumLag = .seconds(1)
        return try #require(ReplicaGate(settings))
    }

    private func isBehind(_ gate: ReplicaGate, after seconds: Int) -> Bool {
        if case .lag = gate.obstacle(at: .now + .seconds(seconds))?.obstacle { true } else { false }
    }

    @Test func withoutReplicasThereIsNoGate() {
        #expect(ReplicaGate(RunSettings()) == nil)
    }

    @Test func withoutAReadingItIsClosed() throws {
        let gate = try gate(replicas: 2)
        #expect(gate.obstacle()?.obstacle == .unreadable)
        gate.noteRead("", on: 0)
        #expect(gate.obstacle()?.replica.host == "replica1")
        gate.noteRead("", on: 1)
        #expect(gate.obstacle() == nil)
        #expect(gate.obstacle(at: .now + .seconds(6))?.obstacle == .unreadable)
    }

    @Test func whatIsMissingCountsFromWhenItWasWritten() throws {
        let gate = try gate()
        gate.noteRead("of an earlier run", on: 0)
        #expect(!isBehind(gate, after: 3))
        gate.noteWritten("1")
        #expect(!isBehind(gate, after: 0))
        #expect(isBehind(gate, after: 3))
        gate.noteRead("1", on: 0)
        #expect(!isBehind(gate, after: 3))
    }

    @Test func aClockThatJumpsBackHidesNothing() throws {
        let gate = try gate()
        gate.noteRead("", on: 0)
        gate.noteWritten("2026-01-01 12:00:00")
        gate.noteRead("2026-01-01 12:00:00", on: 0)
        gate.noteWritten("2026-01-01 11:00:00")
        #expect(isBehind(gate, after: 3))
        gate.noteRead("2026-01-01 11:00:00", on: 0)
        #expect(!isBehind(gate, after: 3))
    }

    @Test func theSlowestReplicaCounts() throws {
        let gate = try gate(replicas: 2)
        for replica in 0...1 { gate.noteRead("", on: replica) }
        gate.noteWritten("1")
        gate.noteWritten("2")
        gate.noteRead("2", on: 0)
        gate.noteRead("1", on: 1)
        #expect(gate.obstacle(at: .now + .seconds(3))?.replica.host == "replica1")
        gate.noteRead("2", on: 1)
        #expect(!isBehind(gate, after: 3))
        // A replica that shows an older state again, like a replacement for it, is behind.
        gate.noteRead("1", on: 1)
        #expect(isBehind(gate, after: 3))
    }
}
