import ArgumentParser

/// `--backup` of the commands that change data; without a value it means the whole schema.
struct WantedBackupOption: ParsableArguments {
    // As text: with another type, an invalid value would be treated as a missing one, and so as a full backup.
    @Option(
        defaultAsFlag: "full",
        parsing: .next,
        help: "full, affected (the tables that will be changed, and their parents) or none, before the first change.",
        completion: .list(WantedBackup.allCases.map(\.rawValue))
    )
    var backup: String?

    /// The wanted scope; nil if the option is missing.
    var wanted: WantedBackup? { backup.flatMap(WantedBackup.init) }

    func validate() throws {
        guard backup == nil || wanted != nil else { throw ValidationError("--backup is full, affected or none.") }
    }
}
