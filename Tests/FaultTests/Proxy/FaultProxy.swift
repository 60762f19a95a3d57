import Foundation
import Synchronization

/// A proxy between a runner and its server that sees every statement, and stops at one of them for a test to inject a
/// fault.
///
/// The first connection after ``arm(_:)`` is the one that does the work. Its statements are numbered, and recorded in
/// ``trace``; at the armed point the proxy waits for the test's verdict on the connection.
final class FaultProxy: Sendable {
    /// A place in the run of a connection.
    struct Point: Sendable, Hashable {
        /// The side of a statement.
        enum Side: Sendable, Hashable {
            /// The statement has left the runner, and has not reached the server.
            case before
            /// The server has answered, and the runner does not know it.
            case after
        }

        /// The statement's number on its connection.
        let statement: Int
        let side: Side
    }

    /// The treatment of the connection at the point.
    enum Verdict: Sendable {
        /// Nothing happens: the delayed data continues.
        case goesOn
        /// It is cut off; the delayed data is lost.
        case isCut
        /// Half of the delayed data arrives, and then it is cut off.
        case isCutInTheMiddle
        /// No data passes any more, and nobody closes it.
        case hangs
        /// The client is cut off; the delayed data reaches the server when the verdict becomes that it continues.
        case arrivesLate
    }

    private struct State {
        var point: Point?
        var isAwaitingFirst = true
        var trace: [ClientCommand] = []
        var isReached = false
        var verdict: Verdict?
        var links: [ProxiedConnection] = []
    }

    let path: String
    private let server: String
    private let listener: SocketStream
    private let state = Mutex(State())

    init(to server: String, at path: String) throws {
        self.server = server
        self.path = path
        listener = try SocketStream.listening(at: path)
        Thread.detachNewThread { [listener, weak self] in
            while let client = listener.nextClient() {
                guard let self else { return }
                connect(client)
            }
        }
    }

    /// Ends the proxy and all of its connections.
    func stop() {
        listener.end()
        endConnections()
    }

    /// Ends the connections, including hanging ones.
    func endConnections() {
        let links = state.withLock { state in
            defer { state.links = [] }
            return state.links
        }
        for link in links { link.end() }
    }

    /// Begins to trace with the next connection, and stops at a point of it, if one is given.
    func arm(_ point: Point?) {
        state.withLock { state in
            state.point = point
            (state.isAwaitingFirst, state.trace, state.isReached, state.verdict) = (true, [], false, nil)
        }
    }

    /// The statements of the first connection since it was armed.
    var trace: [ClientCommand] { state.withLock { $0.trace } }

    /// True if the point was reached, and the proxy waits for a verdict.
    var isReached: Bool { state.withLock { $0.isReached } }

    /// Waits until the delayed data is to arrive.
    func waitForArrival() {
        while state.withLock({ $0.verdict == .arrivesLate }) { usleep(1000) }
    }

    /// Sets the verdict on the connection at its point.
    func decide(_ verdict: Verdict) { state.withLock { $0.verdict = verdict } }

    private func connect(_ client: SocketStream) {
        guard let server = SocketStream.connect(to: server) else {
            client.end()
            return
        }
        let link = state.withLock { state in
            let link = ProxiedConnection(client: client, server: server, isTraced: state.isAwaitingFirst)
            state.isAwaitingFirst = false
            state.links.append(link)
            return link
        }
        link.start(self)
    }

    func record(_ command: ClientCommand) { state.withLock { $0.trace.append(command) } }

    /// Waits for the verdict if this is the armed point.
    func pass(_ point: Point) -> Verdict {
        let isArmed = state.withLock { state in
            guard state.point == point else { return false }
            state.point = nil
            state.isReached = true
            return true
        }
        guard isArmed else { return .goesOn }
        while true {
            if let verdict = state.withLock({ $0.verdict }) { return verdict }
            usleep(1000)
        }
    }
}
