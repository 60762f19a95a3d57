package import SutureCore
import Synchronization

/// Counts the events of a run.
package final class EventCounter: Sendable {
    private let events = Mutex((all: 0, retries: 0, reconnects: 0))

    package init() {}

    /// The number of events, without retries and lost connections.
    package var count: Int { events.withLock { $0.all } }

    /// The number of retries after a transient failure.
    package var retries: Int { events.withLock { $0.retries } }

    /// The number of replaced connections.
    package var reconnects: Int { events.withLock { $0.reconnects } }

    /// Counts an event.
    package func add(_ event: RunEvent) {
        events.withLock { events in
            switch event {
            case .retrying: events.retries += 1
            case .reconnected: events.reconnects += 1
            case .reconnecting: break
            default: events.all += 1
            }
        }
    }
}
