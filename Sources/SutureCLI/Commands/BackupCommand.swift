import ArgumentParser
import Foundation
import SutureBackup
import SutureCore

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Dump the database by its own mysqldump; a dump that is not whole is refused and not kept."
    )

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var backupOptions: BackupOptions

    @Option(help: "Only these tables, with commas between; no views, routines and events.")
    var tables: String?

    @Flag(help: "Only the tables that pending migrations would change, and their parents by foreign keys.")
    var affected = false

    func validate() throws {
        guard tables == nil || !affected else { throw ValidationError("Say one of --tables and --affected.") }
    }

    private struct Object: Encodable {
        let file: String
        let manifest: String
        let compression: String
        let snapshot: String
        let verified: Bool
        let verifiedIn: BackupVerification.Place?
        let namesItself: [String]
        let bytes: Int64
        let plainBytes: Int64
        let sha256: String
        let milliseconds: Int
        let program: String
        let scope: String
        let tables: Int
        let selection: [String]?
    }

    func run() async throws {
        let taken = try await RunnerSession.with(options) { session in
            try await backupOptions.take(session, try await selection(session))
        }
        let result = taken.result
        if options.format == .json {
            try JSONOutput.print(
                Object(
                    file: result.file,
                    manifest: result.manifestFile,
                    compression: result.manifest.compression,
                    snapshot: result.manifest.snapshot.rawValue,
                    verified: taken.verifiedIn != nil,
                    verifiedIn: taken.verifiedIn,
                    namesItself: taken.namesItself,
                    bytes: result.bytes,
                    plainBytes: result.manifest.plainBytes,
                    sha256: result.manifest.sha256,
                    milliseconds: result.duration.milliseconds,
                    program: "\(result.program) \(result.programVersion)",
                    scope: (result.manifest.scope ?? .full).rawValue,
                    tables: result.tables.count,
                    selection: result.manifest.selection
                )
            )
        } else {
            Terminal.print(result.file)
            if let selection = result.manifest.selection {
                Terminal.print("Partial, with these tables alone: \(selection.joined(separator: ", "))")
            }
            if let place = taken.verifiedIn {
                let name = place == .privateServer ? "private server" : "scratch schema"
                Terminal.print("Restored into a \(name), compared and found equal to its manifest.")
                for line in taken.namesItself {
                    Terminal.print("It cannot be restored into a schema of another name: \(line).")
                }
            }
            Terminal.print(
                "\(Int(result.bytes).grouped) bytes (compression: \(result.manifest.compression)), "
                    + "\(result.tables.count.of("table")), in \(result.duration.readable), "
                    + "by \(result.program) \(result.programVersion)"
            )
        }
    }

    private func selection(_ session: RunnerSession) async throws -> BackupSelection {
        if affected {
            let tables = try BackupSelection.nonempty(try await session.runner.affectedTables())
            return BackupSelection(scope: .affected, tables: tables)
        }
        guard let tables else { return .full }
        let names = tables.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        return BackupSelection(scope: .tables, tables: names)
    }
}
