import Foundation

/// A fault at one point of a run.
enum Death: String, Sendable, Hashable, CaseIterable {
    /// The runner's process is killed.
    case runnerKilled
    /// The runner gets SIGTERM.
    case runnerTerminated
    /// The runner gets SIGINT.
    case runnerInterrupted
    /// The server's process is killed, and started again.
    case serverKilled
    /// KILL CONNECTION from another session.
    case connectionKilled
    /// KILL QUERY from another session.
    case queryKilled
    /// The connection is cut off.
    case cut
    /// The connection is cut off in the middle of a packet.
    case cutInTheMiddle
    /// No data passes any more, and nobody closes the connection.
    case hangs

    /// The sides of a statement at which it makes a difference.
    var sides: [FaultProxy.Point.Side] {
        switch self {
        case .runnerTerminated, .runnerInterrupted, .queryKilled: [.before]
        default: [.before, .after]
        }
    }

    /// True if the run itself has to continue and end successfully.
    var isSurvived: Bool {
        switch self {
        case .serverKilled, .connectionKilled, .cut, .cutInTheMiddle, .hangs: true
        case .runnerKilled, .runnerTerminated, .runnerInterrupted, .queryKilled: false
        }
    }
}

/// One death at one point of a run.
struct Fault: Sendable, Hashable, CustomStringConvertible {
    let death: Death
    let point: FaultProxy.Point

    /// True if it strikes the statements that set up a session: then the server could not be reached.
    var isAtLogin: Bool { point.statement <= 2 }

    var description: String { "\(death.rawValue) \(point.side) statement \(point.statement)" }

    /// Returns every death on every side of every writing statement.
    ///
    /// The same statement of several chunks, or of several steps, counts twice at most; a COMMIT counts as the
    /// statement before it.
    static func all(in trace: [ClientCommand]) -> [Fault] {
        var seen: [String: Int] = [:]
        var before = ""
        var faults: [Fault] = []
        for command in trace where command.writes {
            let shape = command.verb == "COMMIT" ? "COMMIT after \(before)" : command.shape
            before = shape
            seen[shape, default: 0] += 1
            guard seen[shape] ?? 0 <= 2 else { continue }
            for death in Death.allCases {
                faults += death.sides.map { Fault(death: death, point: .init(statement: command.number, side: $0)) }
            }
        }
        return faults
    }
}
