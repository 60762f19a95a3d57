import Synchronization

/// The places of servers that have offered this process no encryption.
///
/// Finding that out takes a connection that is closed before the login, which the server counts as aborted and logs. So
/// it happens once, and not with each connection.
final class PlainServers: Sendable {
    static let shared = PlainServers()

    private let places = Mutex<Set<String>>([])

    func contains(_ place: String) -> Bool { places.withLock { $0.contains(place) } }

    func note(_ place: String) { places.withLock { _ = $0.insert(place) } }

    func forget(_ place: String) { places.withLock { _ = $0.remove(place) } }
}
