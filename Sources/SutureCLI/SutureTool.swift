import ArgumentParser
import Foundation
import SutureCore

/// The command-line tool, for an executable that brings its own migrations.
///
///     import SutureCLI
///
///     await SutureTool.main(MigrationIndex.all)
public enum SutureTool {
    /// The migrations of the executable, for the commands that are run in its task.
    @TaskLocal static var migrations: [RegisteredMigration] = []

    /// The hooks of the executable, which run before those of the configuration file.
    @TaskLocal static var hooks = RunHooks()

    /// Runs the tool with the process's arguments, and ends the process with the exit code of the command.
    ///
    /// - Parameters:
    ///   - migrations: The migrations, as the plugin's index has them.
    ///   - hooks: Hooks for the events of `up` and `down`, which run before those of the configuration file.
    public static func main(_ migrations: [RegisteredMigration], hooks: RunHooks = RunHooks()) async -> Never {
        let code = await $migrations.withValue(migrations) {
            await $hooks.withValue(hooks) { await run() }
        }
        exit(code)
    }

    private static func run() async -> Int32 {
        do {
            var command = try SutureCommand.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return ExitStatus.done
        } catch let status as ExitCode {
            return status.rawValue
        } catch {
            return ErrorReport.show(error)
        }
    }
}

struct SutureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suture",
        abstract: "MySQL and MariaDB migrations that repair data, and can be taken back.",
        discussion: """
            Exit codes: 0 done or nothing to do; 1 failed; 2 findings or pending; 3 refused before anything was changed; \
            4 lock not got; 5 cannot connect; 64 usage; 130 and 143 interrupted.
            """,
        version: ToolVersion.current,
        subcommands: [
            DemoCommand.self, NewCommand.self, LintCommand.self, StatusCommand.self, PlanCommand.self,
            AnalyzeCommand.self, RehearseCommand.self, BackupCommand.self, RestoreCommand.self, UpCommand.self,
            VerifyCommand.self, DownCommand.self, CheckCommand.self, MaintainCommand.self, ScheduleCommand.self,
            HistoryCommand.self, JournalCommand.self, FingerprintCommand.self, RedirectsCommand.self,
            BaselineCommand.self,
            RepairCommand.self, ConfigCommand.self,
        ]
    )
}

enum ToolVersion {
    static let current = "0.1.0"
}
