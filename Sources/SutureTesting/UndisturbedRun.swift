package import MySQLClient
package import SutureCore

/// The fingerprints before, after and once more after an undisturbed `up` and `down`, to compare disturbed runs with.
package struct UndisturbedRun: Sendable {
    package let start: Fingerprint
    package let end: Fingerprint
    package let reverted: Fingerprint
    /// The number of events of each run.
    package let events: (up: Int, down: Int)

    /// Installs a sample, applies all migrations and reverts them.
    ///
    /// - Parameters:
    ///   - configuration: The connection configuration.
    ///   - install: Stores the sample.
    ///   - runner: Creates the runner, with an observer.
    /// - Returns: The fingerprints.
    /// - Throws: The errors of the runs.
    package static func of(
        _ configuration: ConnectionConfiguration,
        install: @escaping @Sendable (Session) throws -> Void,
        runner: (@escaping @Sendable (RunEvent) -> Void) async throws -> MigrationRunner
    ) async throws -> UndisturbedRun {
        let connection = try await Connection.connect(configuration)
        try await connection.run { try install($0) }
        let start = try await MigrationTest.fingerprint(connection)
        let counter = EventCounter()
        let runner = try await runner { counter.add($0) }
        _ = try await runner.up()
        let up = counter.count
        let end = try await MigrationTest.fingerprint(connection)
        _ = try await runner.down(.everything)
        let reverted = try await MigrationTest.fingerprint(connection)
        for connection in [connection, runner.connection] { await connection.close() }
        return UndisturbedRun(start: start, end: end, reverted: reverted, events: (up, counter.count - up))
    }
}

extension DownRequest {
    /// Reverts every version.
    package static var everything: DownRequest {
        var request = DownRequest()
        request.extent = .to(MigrationVersion(0))
        return request
    }
}
