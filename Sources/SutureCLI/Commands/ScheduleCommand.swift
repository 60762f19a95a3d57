import ArgumentParser
import Foundation

extension ScheduleUnits.Scheduler: ExpressibleByArgument {}
extension ScheduleUnits.Rhythm: ExpressibleByArgument {}

struct ScheduleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "Print the units that run check at its time; connects to nothing, and installs nothing.",
        discussion: """
            What stands after -- are options of check: suture schedule systemd -- --env production --alert-shape chat
            """
    )

    @Argument(help: "The scheduler.")
    var scheduler: ScheduleUnits.Scheduler

    @Option(help: "How often the check is made.")
    var every: ScheduleUnits.Rhythm = .daily

    @Option(help: "The path of this program where it will run.")
    var program = "/usr/local/bin/suture"

    @Option(help: "The folder with the configuration file where it will run.")
    var folder = "/etc/suture"

    @Option(help: "The container image that has the program, for kubernetes.")
    var image = "suture:latest"

    @Argument(parsing: .postTerminator, help: "Options of check.")
    var options: [String] = []

    func validate() throws {
        for (name, path) in [("--program", program), ("--folder", folder)] where !path.hasPrefix("/") {
            throw ValidationError("\(name) is a path that begins with /.")
        }
        // A wrong option would be told by mail at night.
        do {
            _ = try CheckCommand.parse(options)
        } catch {
            throw ValidationError("check does not take these options: \(CheckCommand.message(for: error))")
        }
    }

    func run() throws {
        let units = ScheduleUnits(
            rhythm: every,
            program: program,
            arguments: options,
            folder: folder,
            image: image
        )
        Terminal.print(units.text(for: scheduler))
    }
}
