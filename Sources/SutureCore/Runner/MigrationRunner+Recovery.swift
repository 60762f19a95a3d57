import MySQLClient

extension MigrationRunner {
    /// The lock held by a run.
    struct Hold: Sendable {
        /// The fencing number.
        let fence: Int64
        /// The cluster that the server is a node of, or nil.
        let cluster: String?
        /// The hooks of the run.
        let hooks: HookCalls
    }

    /// Runs a body on the connection's thread, unless an interruption was requested and this does not end a run.
    ///
    /// Throws if the configured schema of the state tables does not exist.
    func read<Result: Sendable>(
        endsRun: Bool = false,
        in hold: Hold? = nil,
        _ body: @escaping @Sendable (RunScope) throws -> Result
    ) async throws -> Result {
        let (catalog, settings, gate) = (catalog, settings, gate)
        let (isInterrupted, observer) = (isInterrupted, observer)
        return try await connection.run { session in
            // From here on, a request for an interruption interrupts this run of the connection too.
            if !endsRun, isInterrupted() { throw SutureError.interruption }
            let scope = try RunScope(
                session: session,
                catalog: catalog,
                settings: settings,
                gate: gate,
                isInterrupted: isInterrupted,
                observer: observer
            )
            if hold == nil, !endsRun { try StateTables(session: session, names: scope.names).requireSchema() }
            return try body(scope)
        }
    }

    /// Runs a body, and repeats it on another connection as often as its connection is lost.
    ///
    /// So the body begins from the stored state, as in a new process: there it learns whether a COMMIT whose answer was
    /// lost was stored. The number of consecutive losses is limited, since a statement may be their cause.
    func recovering<Result: Sendable>(
        _ hold: Hold?,
        endsRun: Bool = false,
        _ body: @escaping @Sendable (RunScope) throws -> Result
    ) async throws -> Result {
        var losses = 0
        while true {
            let start = ContinuousClock.now
            do {
                return try await read(endsRun: endsRun, in: hold) { scope in
                    if let hold { scope.resume(fence: hold.fence) }
                    scope.hooks = hold?.hooks
                    return try body(scope)
                }
            } catch let error as MySQLError where error.isConnectionLoss {
                losses = ContinuousClock.now - start > .seconds(60) ? 1 : losses + 1
                guard losses <= settings.retries else { throw error }
                try await reconnect(hold, after: error)
            } catch let error as MySQLError where error.isReadOnlyServer && link.hasOthers {
                losses += 1
                guard losses <= settings.retries else { throw WritableServer.error(error.message, outcome: .failed) }
                try await reconnect(hold, after: error)
            } catch let error as MySQLError where isOfChangingGroup(error) {
                losses += 1
                guard losses <= (error.code == .replicationHookFailed ? 1 : settings.retries) else { throw error }
                try? await Task.sleep(for: .seconds(1))
                try await reconnect(hold, after: error)
            } catch let error as SutureError where hold == nil && error.code == .serverReadOnly && link.hasOthers {
                losses += 1
                guard losses <= settings.retries else { throw error }
                try await reconnect(hold, after: MySQLError(code: .readOnly, message: error.message))
            } catch let error as MySQLError where error.isReadOnlyServer {
                throw WritableServer.error(error.message, outcome: .failed)
            }
        }
    }

    /// Returns whether a member may have refused a statement because its group is choosing another primary, or has
    /// expelled it.
    private func isOfChangingGroup(_ error: MySQLError) -> Bool {
        guard let member = link.connection.server.groupMember else { return false }
        return error.code == .tableRefusedByGroup && member.isSinglePrimary || error.code == .replicationHookFailed
    }

    /// Reconnects, for as long as the settings allow, and takes the place of the lost session.
    private func reconnect(_ hold: Hold?, after loss: MySQLError) async throws {
        let deadline = ContinuousClock.now + settings.reconnectTimeout
        var wanted = RunConnection.Reconnection()
        wanted.cluster = hold?.cluster ?? link.connection.server.groupMember.map { "group:\($0.group)" }
        wanted.table = hold.map { _ in StateNames(schema: settings.stateSchema).fence }
        wanted.acceptsAnyHost = hold == nil && loss.code == .readOnly
        var attempt = 0
        var lastError: any Error = loss
        while ContinuousClock.now < deadline {
            if isInterrupted() { throw SutureError.interruption }
            attempt += 1
            observer(.reconnecting(reason: loss.message, attempt: attempt))
            do {
                try await link.reconnect(wanted)
                if let hold {
                    try await read(in: hold) { try $0.lock.resume(fence: hold.fence, $0.guardian) }
                }
                observer(.reconnected)
                return
            } catch {
                guard mayPass(error) else { throw error }
                // Of several hosts, an error of one that takes no writes is more useful than one of a host that is
                // gone.
                if error is SutureError || (error as? MySQLError)?.code == .nodeNotReady { lastError = error }
                try? await Task.sleep(for: .milliseconds(min(2000, 50 << min(attempt, 10))))
            }
        }
        throw lastError
    }

    /// Returns whether the same attempt to connect may succeed later: when a server has started, or a primary was
    /// elected.
    private func mayPass(_ error: any Error) -> Bool {
        switch error {
        case let error as MySQLError: error.isConnectionLoss || error.isUnreachable || error.isTransient
        case let error as SutureError: error.code == .serverReadOnly && link.hasOthers
        default: false
        }
    }

    /// Holds the lock while `body` runs, and releases it in any case.
    ///
    /// The connection is watched from the first statement on.
    ///
    /// - Parameters:
    ///   - ready: Runs first; if it returns a result, that is returned without taking the lock.
    ///   - body: The work.
    /// - Returns: The result of either.
    /// - Throws: The errors of either; `SutureError` when it could not get the lock.
    func locked<Result: Sendable>(
        unless ready: @escaping @Sendable (RunScope) throws -> Result? = { _ in nil },
        _ body: (Hold) async throws -> Result
    ) async throws -> Result {
        let watch = RunWatch(link, settings)
        return try await watch.start()
            .ending {
                if let result = try await recovering(nil, ready) { return result }
                guard let reading = try await watchReplicas() else { return try await hold(watch, body) }
                return try await reading.ending { try await hold(watch, body) }
            }
    }

    /// Takes the lock, runs the body, and releases the lock.
    private func hold<Result: Sendable>(
        _ watch: RunWatch,
        _ body: (Hold) async throws -> Result
    ) async throws -> Result {
        let hooks = HookCalls(settings.hooks)
        let hold = try await recovering(nil) { scope in
            Hold(fence: try scope.begin(), cluster: try ClusterNode.cluster(scope.session), hooks: hooks)
        }
        watch.fence = hold.fence
        let result: Result
        do {
            result = try await body(hold)
        } catch {
            try? await cleanUp { try $0.end(fence: hold.fence) }
            throw error
        }
        try await uninterrupted {
            try await recovering(hold, endsRun: true) { scope in
                try scope.recordDefinitions()
                try scope.end(fence: hold.fence)
            }
        }
        return result
    }

    /// Checks that the replicas can be read, and begins to watch them; returns nil if there are none to wait for.
    private func watchReplicas() async throws -> Task<Void, Never>? {
        guard let gate else { return nil }
        let watch = ReplicaWatch(gate: gate, settings: settings)
        try await watch.check(against: connection.server)
        return watch.start()
    }

    /// Runs the work that is due at the end of a run, interrupted or not.
    func cleanUp(_ body: @escaping @Sendable (RunScope) throws -> Void) async throws {
        try await uninterrupted { try await read(endsRun: true, body) }
    }

    /// Repeats work that an interruption hits only now.
    private func uninterrupted(_ body: () async throws -> Void) async throws {
        for _ in 1...2 {
            do {
                return try await body()
            } catch let error as MySQLError where error.code == .queryInterrupted {
                continue
            }
        }
        try await body()
    }
}

extension MySQLError {
    /// True if no server answered, which may change when it has started again.
    fileprivate var isUnreachable: Bool {
        [
            .cannotConnect, .cannotConnectToHost, .handshakeFailed, .tooManyConnections, .serverOffline,
            // A server that dies during the handshake.
            .tlsFailed,
        ]
        .contains(code)
    }
}
