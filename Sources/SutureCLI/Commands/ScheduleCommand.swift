import ArgumentParser
import Foundation

extension ScheduleUnits.Scheduler: ExpressibleByArgument {}
extension ScheduleUnits.Work: ExpressibleByArgument {}
extension ScheduleUnits.Rhythm: ExpressibleByArgument {}

struct ScheduleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract:
            "Print the units that run check, maintain or journal prune at its time; connects to nothing, installs nothing.",
        discussion: """
            What stands after -- are options of the command: suture schedule systemd maintain -- --max-rows 1000 --yes
            """
    )

    @Argument(help: "The scheduler.")
    var scheduler: ScheduleUnits.Scheduler

    @Argument(help: "The command.")
    var work: ScheduleUnits.Work = .check

    @Option(help: "How often it is run; by default check daily, the others monthly.")
    var every: ScheduleUnits.Rhythm?

    @Option(help: "The path of this program where it will run.")
    var program = "/usr/local/bin/suture"

    @Option(help: "The folder with the configuration file where it will run.")
    var folder = "/etc/suture"

    @Option(help: "The container image that has the program, for kubernetes.")
    var image = "suture:latest"

    @Argument(parsing: .postTerminator, help: "Options of the command.")
    var options: [String] = []

    func validate() throws {
        for (name, path) in [("--program", program), ("--folder", folder)] where !path.hasPrefix("/") {
            throw ValidationError("\(name) is a path that begins with /.")
        }
        for (name, text) in [("--program", program), ("--folder", folder), ("--image", image)]
            + options.map({ ($0, $0) })
        where text.contains(where: \.isNewline) {
            throw ValidationError("\(name) has a line break, for which no unit has a place.")
        }
        // Otherwise a wrong option would be reported by mail at night.
        let command: any ParsableCommand.Type =
            switch work {
            case .check: CheckCommand.self
            case .maintain: MaintainCommand.self
            case .prune: PruneCommand.self
            }
        do {
            _ = try command.parseAsRoot(options)
        } catch {
            throw ValidationError("\(work.rawValue) does not take these options: \(command.message(for: error))")
        }
    }

    func run() throws {
        let units = ScheduleUnits(
            work: work,
            rhythm: every ?? work.usualRhythm,
            program: program,
            arguments: options,
            folder: folder,
            image: image
        )
        for (flag, value) in zip(options, options.dropFirst() + [""]) where flag.hasPrefix("--url") {
            ConnectionOptions.warnOfPassword(in: flag == "--url" ? value : flag, remedy: "use the file of variables")
        }
        Terminal.print(units.text(for: scheduler))
    }
}
