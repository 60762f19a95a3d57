import Foundation

/// Waits on the connection's own thread, which blocks no other work.
enum Pause {
    static func wait(_ duration: Duration) {
        let parts = duration.components
        Thread.sleep(forTimeInterval: Double(parts.seconds) + Double(parts.attoseconds) / 1e18)
    }
}
