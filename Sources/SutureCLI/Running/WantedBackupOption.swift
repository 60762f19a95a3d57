import ArgumentParser

/// `--backup` of the commands that change something; by itself it means the whole schema.
struct WantedBackupOption: ParsableArguments {
    // A text: of another type, a value that is none of them would be taken for no value, and so for a full backup.
    @Option(
        defaultAsFlag: "full",
        parsing: .next,
        help: "full, affected (the tables that will be changed, and their parents) or none, before the first change.",
        completion: .list(WantedBackup.allCases.map(\.rawValue))
    )
    var backup: String?

    /// What is wanted; nil when nothing was said.
    var wanted: WantedBackup? { backup.flatMap(WantedBackup.init) }

    func validate() throws {
        guard backup == nil || wanted != nil else { throw ValidationError("--backup is full, affected or none.") }
    }
}
