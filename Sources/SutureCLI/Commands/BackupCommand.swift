import ArgumentParser
import SutureBackup
import SutureCore

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Dump the database by its own mysqldump; a dump that is not whole is refused and not kept."
    )

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var backupOptions: BackupOptions

    private struct Object: Encodable {
        let file: String
        let manifest: String
        let compression: String
        let snapshot: String
        let verified: Bool
        let bytes: Int64
        let plainBytes: Int64
        let sha256: String
        let milliseconds: Int
        let program: String
        let tables: Int
    }

    func run() async throws {
        let result = try await RunnerSession.with(options) { try await backupOptions.take($0) }
        if options.format == .json {
            try JSONOutput.print(
                Object(
                    file: result.file,
                    manifest: result.manifestFile,
                    compression: result.manifest.compression,
                    snapshot: result.manifest.snapshot.rawValue,
                    verified: backupOptions.verify != nil,
                    bytes: result.bytes,
                    plainBytes: result.manifest.plainBytes,
                    sha256: result.manifest.sha256,
                    milliseconds: result.duration.milliseconds,
                    program: "\(result.program) \(result.programVersion)",
                    tables: result.tables.count
                )
            )
        } else {
            Terminal.print(result.file)
            if backupOptions.verify != nil { Terminal.print("Restored, compared and found equal to its manifest.") }
            Terminal.print(
                "\(Int(result.bytes).grouped) bytes (compression: \(result.manifest.compression)), "
                    + "\(result.tables.count.of("table")), in \(result.duration.readable), "
                    + "by \(result.program) \(result.programVersion)"
            )
        }
    }
}
