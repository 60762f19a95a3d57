import Foundation
import Synchronization

/// One connection through the proxy: a thread for the data of the client, and one for the server's answers.
final class ProxiedConnection: Sendable {
    private struct State {
        var scanner = CommandScanner()
        /// The command that waits for its answer.
        var open: ClientCommand?
        var isHanging = false
    }

    private let client: SocketStream
    private let server: SocketStream
    private let isTraced: Bool
    private let state = Mutex(State())

    init(client: SocketStream, server: SocketStream, isTraced: Bool) {
        self.client = client
        self.server = server
        self.isTraced = isTraced
    }

    func start(_ proxy: FaultProxy) {
        Thread.detachNewThread { [self] in
            passCommands(proxy)
            end()
        }
        Thread.detachNewThread { [self] in
            passAnswers(proxy)
            end()
        }
    }

    func end() {
        // A hanging one is closed only by its ends.
        state.withLock { $0.isHanging = false }
        client.end()
        server.end()
    }

    private func passCommands(_ proxy: FaultProxy) {
        while true {
            let header = client.read(exactly: 4)
            guard header.count == 4 else { return }
            let length = Int(header[0]) | Int(header[1]) << 8 | Int(header[2]) << 16
            let packet = header + client.read(exactly: length)
            let command = isTraced ? state.withLock { $0.scanner.command(in: packet) } : nil
            guard let command else {
                server.write(packet)
                continue
            }
            proxy.record(command)
            let verdict = proxy.pass(.init(statement: command.number, side: .before))
            guard decide(verdict, packet, to: server) else { return }
            if verdict == .arrivesLate { proxy.waitForArrival() }
            state.withLock { $0.open = command }
            server.write(packet)
        }
    }

    private func passAnswers(_ proxy: FaultProxy) {
        while true {
            let bytes = server.read()
            guard !bytes.isEmpty else { return }
            let command = state.withLock { state in
                defer { state.open = nil }
                if state.open != nil { state.scanner.answer(bytes[...]) }
                return state.open
            }
            if let command {
                let point = FaultProxy.Point(statement: command.number, side: .after)
                guard decide(proxy.pass(point), bytes, to: client) else { return }
            }
            client.write(bytes)
        }
    }

    /// Executes the verdict; returns false if the connection is at its end.
    private func decide(_ verdict: FaultProxy.Verdict, _ bytes: [UInt8], to other: SocketStream) -> Bool {
        switch verdict {
        case .goesOn:
            return true
        case .isCut:
            return false
        case .isCutInTheMiddle:
            other.write(bytes.prefix(bytes.count / 2))
            return false
        case .hangs:
            state.withLock { $0.isHanging = true }
            while state.withLock({ $0.isHanging }) { usleep(5000) }
            return false
        case .arrivesLate:
            client.end()
            return true
        }
    }
}
