/// Waits for events beside a test, for as long as a busy machine may need.
///
/// The limit only ends a test that would never end. Whether something is fast enough cannot be tested on a machine that
/// does other work meanwhile.
package enum Wait {
    /// The time after which an event will not come any more.
    package static let limit = Duration.seconds(900)

    /// Waits until a condition holds.
    ///
    /// - Parameters:
    ///   - what: The awaited event, for the error.
    ///   - condition: Returns whether it has occurred.
    /// - Throws: ``NeverCame``; the error of the condition.
    package static func until(_ what: String, _ condition: () async throws -> Bool) async throws {
        try await value(what) { try await condition() ? () : nil }
    }

    /// Waits until a value exists.
    ///
    /// - Parameters:
    ///   - what: The awaited event, for the error.
    ///   - value: Returns the value, once it exists.
    /// - Returns: The value.
    /// - Throws: ``NeverCame``; the error of the body.
    package static func value<R>(_ what: String, _ value: () async throws -> R?) async throws -> R {
        let deadline = ContinuousClock.now + limit
        while true {
            if let found = try await value() { return found }
            guard ContinuousClock.now < deadline else { throw NeverCame(what: what) }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// The awaited event of a test did not come.
    package struct NeverCame: Error, CustomStringConvertible {
        package let what: String

        package var description: String { "waited \(Wait.limit) in vain until \(what)" }
    }
}
