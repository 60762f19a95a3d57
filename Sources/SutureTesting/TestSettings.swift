internal import Foundation

/// What the environment says of how tests run.
package enum TestSettings {
    /// The number in a variable, or nil when it is not set or is no number.
    package static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init)
    }
}
