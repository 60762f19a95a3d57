import Foundation
import MySQLClient
import PrivateServer
import SutureCore
import SutureTesting
import Synchronization
import Testing

@Suite(.serialized, .timeLimit(.minutes(120))) struct ReplicaTests {
    @Test(arguments: await TestServers.all())
    func theReplicaHasTheSameBytesAfterUpAndAfterDown(_ server: TestServer) async throws {
        try await ReplicatedPair.with(server) { pair in
            let start = try await pair.fingerprint(pair.primary)
            let runner = try await pair.runner(maximumLag: .seconds(10))
            _ = try await runner.up()
            try await pair.catchUp()
            let end = try await pair.fingerprint(pair.primary)
            #expect(end.differences(from: start) != [])
            #expect(try await pair.fingerprint(pair.replica).differences(from: end) == [])
            _ = try await runner.down(.everything)
            try await pair.catchUp()
            #expect(try await pair.fingerprint(pair.primary).differences(from: start) == [])
            #expect(try await pair.fingerprint(pair.replica).differences(from: start) == [])
            await runner.connection.close()
        }
    }

    @Test(arguments: await TestServers.all())
    func aRunWaitsWhileReplicationIsStopped(_ server: TestServer) async throws {
        try await ReplicatedPair.with(server) { pair in
            try await pair.catchUp()
            let log = WaitLog()
            let runner = try await pair.runner(maximumLag: .milliseconds(100), observer: { log.note($0) })
            try await pair.replicate(false)
            let run = Task { try await runner.up() }
            try await Wait.until("the run waits") { !log.waits.isEmpty }
            #expect(log.waits.first?.lag.map { $0 > .milliseconds(100) } == true)
            // It waits, and reports that only once.
            let before = try await fence(pair.primary)
            try await Task.sleep(for: .seconds(2))
            #expect(try await fence(pair.primary) == before)
            #expect(log.waits.count == 1)
            #expect(log.finished < 5)
            try await pair.replicate(true)
            _ = try await run.value
            try await pair.catchUp()
            let end = try await pair.fingerprint(pair.primary)
            #expect(try await pair.fingerprint(pair.replica).differences(from: end) == [])
            await runner.connection.close()
        }
    }

    @Test(arguments: await TestServers.all())
    func aWaitForAReplicaCanBeInterrupted(_ server: TestServer) async throws {
        try await ReplicatedPair.with(server) { pair in
            let start = try await pair.fingerprint(pair.primary)
            _ = try await pair.runner(maximumLag: .seconds(10)).up()
            try await pair.catchUp()
            try await pair.replicate(false)
            let log = WaitLog()
            let runner = try await pair.runner(
                maximumLag: .milliseconds(100),
                isInterrupted: { !log.waits.isEmpty },
                observer: { log.note($0) }
            )
            let error = await #expect(throws: SutureError.self) { _ = try await runner.down(.everything) }
            #expect(error?.outcome == .interrupted)
            try await pair.replicate(true)
            _ = try await pair.runner(maximumLag: .seconds(10)).down(.everything)
            try await pair.catchUp()
            #expect(try await pair.fingerprint(pair.replica).differences(from: start) == [])
            await runner.connection.close()
        }
    }

    @Test(arguments: await TestServers.all())
    func aReplicaThatStaysBehindFailsTheRunWhichGoesOnLater(_ server: TestServer) async throws {
        try await ReplicatedPair.with(server) { pair in
            try await pair.catchUp()
            let start = try await pair.fingerprint(pair.primary)
            try await pair.replicate(false)
            let log = WaitLog()
            let impatient = try await pair.runner(
                maximumLag: .milliseconds(100),
                timeout: .seconds(3),
                observer: { log.note($0) }
            )
            let error = await #expect(throws: SutureError.self) { _ = try await impatient.up() }
            #expect(error?.code == .replicaLag)
            #expect(error?.outcome == .failed)
            try await pair.replicate(true)
            let runner = try await pair.runner(maximumLag: .seconds(10))
            _ = try await runner.up()
            _ = try await runner.down(.everything)
            try await pair.catchUp()
            #expect(try await pair.fingerprint(pair.replica).differences(from: start) == [])
            for runner in [impatient, runner] { await runner.connection.close() }
        }
    }

    @Test(arguments: await TestServers.all())
    func aReplicaThatGoesAwayFailsTheRunWhichGoesOnWithoutIt(_ server: TestServer) async throws {
        try await ReplicatedPair.with(server, scale: 30) { pair in
            try await pair.catchUp()
            let start = try await pair.fingerprint(pair.primary)
            // A reading of a replica counts for five seconds, and the run must not be over by then.
            let log = WaitLog(delay: 0.5)
            let runner = try await pair.runner(
                maximumLag: .seconds(10),
                timeout: .seconds(10),
                observer: { log.note($0) }
            )
            let run = Task { try await runner.up() }
            try await Wait.until("a step is done") { log.finished > 0 }
            await pair.replica.stop()
            let error = await #expect(throws: SutureError.self) { _ = try await run.value }
            #expect(error?.code == .replicaUnreadable)
            #expect(error?.outcome == .failed)
            #expect(log.waits.last.map { $0.lag == nil } == true)
            let alone = try await pair.runner(replicas: [])
            _ = try await alone.up()
            #expect(try await alone.verify().flatMap(\.findings).isEmpty)
            _ = try await alone.down(.everything)
            #expect(try await pair.fingerprint(pair.primary).differences(from: start) == [])
            for runner in [runner, alone] { await runner.connection.close() }
        }
    }

    @Test(arguments: await TestServers.all())
    func whatCannotBeAReplicaIsRefusedBeforeAnyChange(_ server: TestServer) async throws {
        try await ReplicatedPair.with(server, scale: 1) { pair in
            let start = try await pair.fingerprint(pair.primary)
            let dead = ConnectionConfiguration(host: "127.0.0.1", port: try TestServer.freePort(), user: "root")
            for wrong in [dead, pair.primary.configuration(database: "school")] {
                let runner = try await pair.runner(replicas: [wrong])
                let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
                #expect(error?.code == .replicaUnreadable)
                #expect(error?.outcome == .refused)
                #expect(error?.message.contains(wrong.place) == true)
                await runner.connection.close()
            }
            #expect(try await pair.fingerprint(pair.primary).differences(from: start) == [])
        }
    }

    private func fence(_ server: PrivateServer) async throws -> String? {
        try await ReplicatedPair.run(server.configuration(database: "school")) { session in
            try session.value("SELECT CAST(written_at AS CHAR) FROM suture_fence WHERE name = 'run'")
        }
    }
}

/// The events of a run about its replicas and its steps.
private final class WaitLog: Sendable {
    private let state = Mutex((waits: [(place: String, lag: Duration?)](), finished: 0))
    /// The seconds by which each event after the first finished step delays the run.
    private let delay: TimeInterval

    init(delay: TimeInterval = 0.05) { self.delay = delay }

    var waits: [(place: String, lag: Duration?)] { state.withLock { $0.waits } }

    var finished: Int { state.withLock { $0.finished } }

    /// Records an event, and slows a run that has not waited yet: one that is done before a replica has been read would
    /// wait for nothing.
    func note(_ event: RunEvent) {
        defer { if waits.isEmpty { Thread.sleep(forTimeInterval: finished > 0 ? delay : 0.05) } }
        state.withLock { state in
            switch event {
            case .waitingForReplica(let place, let lag): state.waits.append((place, lag))
            case .stepFinished: state.finished += 1
            default: break
            }
        }
    }
}
