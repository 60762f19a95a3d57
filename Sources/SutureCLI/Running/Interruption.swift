import Dispatch
import Foundation
import SutureCore
import Synchronization

/// Turns SIGINT and SIGTERM into a request to stop, so that the open chunk is rolled back and the lock is released.
final class Interruption: Sendable {
    static let shared = Interruption()

    private struct State {
        var signal: Int32 = 0
        var actions: [@Sendable () -> Void] = []
        var sources: [any DispatchSourceSignal] = []
    }

    private let state = Mutex(State())

    /// The received signal, or 0.
    var signal: Int32 {
        state.withLock { $0.signal }
    }

    var isRequested: Bool {
        signal != 0
    }

    /// Begins to listen, and calls an action when a signal arrives, or at once if one already has.
    func listen(_ action: @escaping @Sendable () -> Void) {
        let (isFirst, isLate) = state.withLock { state in
            state.actions.append(action)
            return (state.sources.isEmpty, state.signal != 0)
        }
        if isLate { action() }
        guard isFirst else { return }
        for number in [SIGINT, SIGTERM] {
            Foundation.signal(number, SIG_IGN)
            state.withLock { state in
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler { [self] in arrive(number) }
                source.resume()
                state.sources.append(source)
            }
        }
    }

    /// Runs a body that is cancelled when a signal arrives; `error` is thrown then, whatever the body throws.
    func cancelling<Result: Sendable>(
        orThrow error: SutureError,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let task = Task { try await body() }
        listen { task.cancel() }
        do {
            return try await task.value
        } catch let thrown {
            throw isRequested ? error : thrown
        }
    }

    private func arrive(_ number: Int32) {
        let actions = state.withLock { state in
            state.signal = number
            return state.actions
        }
        for action in actions { action() }
    }
}
