import ArgumentParser
import SutureCore

/// The exit codes of the tool.
enum ExitStatus {
    static let done: Int32 = 0
    static let failed: Int32 = 1
    static let findings: Int32 = 2
    static let refused: Int32 = 3
    static let locked: Int32 = 4
    static let unreachable: Int32 = 5

    static func code(for outcome: SutureError.Outcome) -> Int32 {
        switch outcome {
        case .failed: failed
        case .refused: refused
        case .locked: locked
        case .unreachable: unreachable
        case .interrupted: 128 + Interruption.shared.signal
        }
    }
}
