import MySQLClient

/// Reads the fencing row on each replica repeatedly, from connections of its own.
struct ReplicaWatch {
    let gate: ReplicaGate
    let settings: RunSettings

    private static let interval: Duration = .milliseconds(100)

    /// Reads each replica once, before anything is changed.
    ///
    /// - Throws: `SutureError` when one cannot be read, or is the server that the run writes to.
    func check(against primary: ServerIdentity) async throws {
        for (number, replica) in gate.replicas.enumerated() {
            let connection: Connection
            do {
                connection = try await connect(replica)
            } catch let error as MySQLError {
                throw Self.refusal("The replica \(replica.place) cannot be read: \(error.message).")
            }
            do {
                guard connection.server.instance != primary.instance else {
                    throw Self.refusal("\(replica.place) is the server that the run writes to, and no replica of it.")
                }
                try await read(connection, number)
                await connection.close()
            } catch {
                await connection.close()
                guard let error = error as? MySQLError else { throw error }
                throw Self.refusal("The replica \(replica.place) cannot be read: \(error.message).")
            }
        }
    }

    /// Starts reading; cancel the task to stop.
    func start() -> Task<Void, Never> {
        Task.detached {
            await withTaskGroup(of: Void.self) { group in
                for (number, replica) in gate.replicas.enumerated() {
                    group.addTask { await watch(replica, number) }
                }
            }
        }
    }

    private func watch(_ replica: ConnectionConfiguration, _ number: Int) async {
        var connection: Connection?
        while !Task.isCancelled {
            do {
                let open: Connection
                if let connection { open = connection } else { open = try await connect(replica) }
                connection = open
                // Not to be cancelled, which would need one more connection; the read timeout bounds it.
                try await Task.detached { try await read(open, number) }.value
            } catch {
                // Without a reading the gate closes by itself; the next attempt reconnects.
                await connection?.close()
                connection = nil
            }
            try? await Task.sleep(for: Self.interval)
        }
        await connection?.close()
    }

    /// Connects with short timeouts: a late answer from a replica is as bad as none.
    private func connect(_ replica: ConnectionConfiguration) async throws -> Connection {
        var configuration = replica
        configuration.connectTimeout = min(configuration.connectTimeout, .seconds(3))
        configuration.readTimeout = .seconds(3)
        configuration.writeTimeout = .seconds(3)
        return try await Connection.connect(configuration)
    }

    private func read(_ connection: Connection, _ number: Int) async throws {
        let names = StateNames(schema: settings.stateSchema)
        let mark: String? = try await connection.run { session in
            do {
                return try RunFence.writtenAt(session, names)
            } catch MySQLError.Code.noSuchTable {
                // The first run creates it, and it has not arrived here yet.
                return nil
            }
        }
        gate.noteRead(mark ?? "", on: number)
    }

    private static func refusal(_ message: String) -> SutureError {
        SutureError(
            .replicaUnreadable,
            "\(message) Nothing was changed.",
            remedy: "Correct the URL of --replica, or leave it out.",
            outcome: .refused
        )
    }
}
