import MySQLClient

/// Renews the lease of a run from a connection of its own, until it is cancelled.
enum Heartbeat {
    /// Starts renewing; cancel the task to stop.
    static func start(_ configuration: ConnectionConfiguration, fence: Int64, settings: RunSettings) -> Task<
        Void, Never
    > {
        Task.detached {
            var connection: Connection?
            while !Task.isCancelled {
                try? await Task.sleep(for: settings.lease / 3)
                if Task.isCancelled { break }
                do {
                    let open: Connection
                    if let connection {
                        open = connection
                    } else {
                        open = try await Connection.connect(configuration)
                        connection = open
                    }
                    let isHeld = try await open.run { session in
                        let names = StateNames(schema: settings.stateSchema)
                        return try RunLock(session: session, names: names, settings: settings).renew(fence: fence)
                    }
                    if !isHeld { break }
                } catch {
                    // The next beat tries a new connection; should none succeed, the fence keeps the run from writing.
                    await connection?.close()
                    connection = nil
                }
            }
            await connection?.close()
        }
    }
}
