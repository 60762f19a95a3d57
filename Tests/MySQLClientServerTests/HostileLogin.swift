import Foundation
import SutureTesting
import Synchronization

/// A server that greets like MariaDB, requests another authentication, and records the answers.
final class HostileLogin: Sendable {
    let port: Int
    private let listener: ListeningSocket
    private let received = Mutex(Data())

    /// Listens on a free port of 127.0.0.1, and answers each login by a switch to the plugin.
    init(switchingTo plugin: String) throws {
        let listener = try ListeningSocket()
        self.listener = listener
        port = listener.port
        Thread.detachNewThread { [self] in
            while case let client = accept(listener.descriptor, nil, nil), client >= 0 {
                serve(client, plugin)
                close(client)
            }
        }
    }

    /// All data that was sent to it.
    var told: Data { received.withLock { $0 } }

    /// Ends the thread that serves.
    func end() { listener.end() }

    private func serve(_ client: Int32, _ plugin: String) {
        send(client, Self.greeting, number: 0)
        guard keep(client) else { return }
        // A switch request: 0xfe, the name of the plugin, and a scramble.
        send(client, [0xfe] + Array(plugin.utf8) + [0] + Array(repeating: 0x41, count: 20) + [0], number: 2)
        _ = keep(client)
    }

    /// Protocol 10 without TLS: version, thread, scramble, capabilities, character set, status, and the default plugin.
    private static var greeting: [UInt8] {
        // PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION and CONNECT_WITH_DB, and PLUGIN_AUTH among the upper ones.
        [10] + Array("8.0.36".utf8) + [0, 1, 0, 0, 0] + Array(repeating: 0x41, count: 8) + [0]
            + [0x08, 0xa2, 45, 2, 0, 0x08, 0, 21] + Array(repeating: 0, count: 10) + Array(repeating: 0x41, count: 12)
            + [0] + Array("mysql_native_password".utf8) + [0]
    }

    private func send(_ client: Int32, _ payload: [UInt8], number: UInt8) {
        let packet = [UInt8(payload.count & 0xff), UInt8(payload.count >> 8), 0, number] + payload
        _ = packet.withUnsafeBytes { write(client, $0.baseAddress, $0.count) }
    }

    private func keep(_ client: Int32) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(client, &buffer, buffer.count)
        guard count > 0 else { return false }
        received.withLock { $0.append(contentsOf: buffer.prefix(count)) }
        return true
    }
}
