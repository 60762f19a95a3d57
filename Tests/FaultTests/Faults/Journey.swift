import Foundation
import SutureCore
import SutureTesting
import Testing

/// Up and down again, undisturbed once, and then with faults.
final class Journey {
    private let test: FaultCase
    private let tool: SutureProcess
    private let start: Fingerprint
    private let end: Fingerprint
    private let retired: [String]
    /// The statements of an undisturbed `up`, and of an undisturbed `down`.
    let up: [ClientCommand]
    let down: [ClientCommand]
    private var rounds = 0
    /// The number of times that each death occurred.
    private var deaths: [Death: Int] = [:]
    /// The number of runs that ended before their point.
    private var missed = 0

    init(_ test: FaultCase, _ tool: SutureProcess) async throws {
        self.test = test
        self.tool = tool
        // The first journey creates the state tables, which later ones find.
        try await tool.run("up")
        try await tool.run("down", "--to", "0")
        start = try await test.fingerprint()
        test.proxy.arm(nil)
        try await tool.run("up")
        up = test.proxy.trace
        end = try await test.fingerprint()
        retired = try await test.redirects()
        test.proxy.arm(nil)
        try await tool.run("down", "--to", "0")
        down = test.proxy.trace
        #expect(try await test.fingerprint().differences(from: start) == [])
        #expect(end.differences(from: start) != [])
    }

    /// The ways from the start to the end and back.
    enum Way: CaseIterable {
        /// Up with a fault, on to the end, down with a fault, on to the start.
        case thereAndBack
        /// Up with a fault, and the half-applied version is reverted, with a fault as well.
        case backFromHalfWay
        /// Like the first, but the half-reverted version is applied again before it is reverted.
        case thereAgain
    }

    func run(_ way: Way, up: Fault, down: Fault) async throws {
        try await strike(["up"], up)
        if way != .backFromHalfWay {
            try await goOn(["up"], after: up)
            try await expectEnd("\(up) in up")
        }
        try await strike(["down", "--to", "0"], down)
        if way == .thereAgain {
            try await goOn(["up"], after: down)
            try await expectEnd("\(down) in down, and up again")
        }
        try await goOn(["down", "--to", "0"], after: down)
        try await expectStart("\(up) in up, \(down) in down, \(way)")
        rounds += 1
    }

    /// Expects every row and definition to be as at the start, and nothing of Suture's to remain.
    func expectStart(_ comment: Comment) async throws {
        let differences = try await test.fingerprint().differences(from: start)
        #expect(differences == [], comment)
        let leftovers = try await test.leftovers()
        #expect(leftovers == [], comment)
        #expect(try await test.redirects() == [], comment)
    }

    /// Expects every row and definition to be as after an undisturbed run.
    func expectEnd(_ comment: Comment) async throws {
        let differences = try await test.fingerprint().differences(from: end)
        #expect(differences == [], comment)
        #expect(try await test.redirects() == retired, comment)
    }

    /// Prints what happened.
    func tell(of server: TestServer) {
        let counts = deaths.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) \($0.key.rawValue)" }
        let sum = counts.joined(separator: ", ")
        print("\(rounds) rounds on \(server): \(sum); \(missed) runs ended before their point")
    }

    private func strike(_ arguments: [String], _ fault: Fault) async throws {
        let result = try await test.run(tool, arguments, fault)
        guard result.isReached else {
            missed += 1
            return
        }
        deaths[fault.death, default: 0] += 1
        if fault.isAtLogin {
            let expected = [0, 5, 130, 143, -SIGKILL]
            #expect(expected.contains(result.status), "\(fault) in \(arguments[0]): \(result.errors)")
        } else if fault.death.isSurvived {
            #expect(result.status == 0, "\(fault) in \(arguments[0]): \(result.errors)")
        }
    }

    /// Does the one thing that a person has to do: runs it again.
    private func goOn(_ arguments: [String], after fault: Fault) async throws {
        let result = try await tool.start(arguments).result()
        #expect(result.status == 0, "after \(fault) in \(arguments[0]): \(result.errors)")
    }
}
