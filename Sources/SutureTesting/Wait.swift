/// Waits for what happens beside a test, for as long as a busy machine may need.
///
/// The limit only ends a test that would never end. What has to be quick is no matter for a test on a machine that does
/// other work meanwhile.
package enum Wait {
    /// Nothing that takes longer will come.
    package static let limit = Duration.seconds(900)

    /// Waits until a condition holds.
    ///
    /// - Parameters:
    ///   - what: What is waited for, as the error tells it.
    ///   - condition: Whether it is there.
    /// - Throws: ``NeverCame``; what the condition throws.
    package static func until(_ what: String, _ condition: () async throws -> Bool) async throws {
        try await value(what) { try await condition() ? () : nil }
    }

    /// Waits until there is a value.
    ///
    /// - Parameters:
    ///   - what: What is waited for, as the error tells it.
    ///   - value: The value, once it is there.
    /// - Returns: The value.
    /// - Throws: ``NeverCame``; what the body throws.
    package static func value<R>(_ what: String, _ value: () async throws -> R?) async throws -> R {
        let deadline = ContinuousClock.now + limit
        while true {
            if let found = try await value() { return found }
            guard ContinuousClock.now < deadline else { throw NeverCame(what: what) }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// What a test waited for did not come.
    package struct NeverCame: Error, CustomStringConvertible {
        package let what: String

        package var description: String { "waited \(Wait.limit) in vain until \(what)" }
    }
}
