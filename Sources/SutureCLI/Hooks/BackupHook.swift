import MySQLClient
import SutureBackup
import SutureCore

/// A backup, on a connection of its own.
struct BackupHook: RunHook {
    let name: String
    let wanted: WantedBackup
    let options: BackupOptions
    let configuration: ConnectionConfiguration
    let sources: ConfigurationSources

    func run(_ moment: HookMoment) async throws -> HookOutcome {
        do {
            let selection = try moment.occasion.map { try BackupSelection(wanted, $0) } ?? .full
            let result = try await RunnerSession.with(configuration, RunSettings(), sources, showsProgress: false) {
                try await options.take($0, selection)
            }
            return HookOutcome(backup: result.file)
        } catch let error as BackupError {
            throw SutureError(
                SutureError.Code(rawValue: error.code.rawValue),
                "\(error.message) No backup was kept.",
                remedy: error.remedy,
                details: error.details
            )
        }
    }
}
