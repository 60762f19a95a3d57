internal import Foundation

/// The settings of the environment for tests.
package enum TestSettings {
    /// Returns the number in a variable, or nil if it is not set or not a number.
    package static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init)
    }
}
