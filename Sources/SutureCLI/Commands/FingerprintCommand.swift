import ArgumentParser
import Foundation
import MySQLClient
import SutureCore

struct FingerprintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fingerprint",
        abstract: "Hash the content of every table and all definitions, or compare them with a saved fingerprint.",
        discussion: """
            The last line is one digest over all of it. The tables are read in one snapshot, by the server, in constant memory. Suture's own tables are left out. \
            With --compare the exit code is 2 when something differs; no value of a row is shown or saved.
            """
    )

    @OptionGroup var options: ConnectionOptions

    @Option(help: "The tables to read, with commas between them; without it, all and the other objects.")
    var tables: String?

    @Option(help: "Write the fingerprint to this file, as JSON.")
    var save: String?

    @Option(help: "Compare with the fingerprint in this file.")
    var compare: String?

    private struct Object: Encodable {
        let digest: String
        let fingerprint: SchemaFingerprint
        let differences: [String]?
    }

    func run() async throws {
        let earlier = try compare.map(FingerprintFile.read)
        let selection = tables?.split(separator: ",").map(String.init)
        let fingerprint = try await RunnerSession.reading(options) { session in
            try await session.connection.run { try SchemaFingerprint.take(selection: selection, in: $0) }
        }
        let differences = earlier.map(fingerprint.differences)
        if let save { try FingerprintFile.write(fingerprint, to: save) }
        if options.format == .json {
            try JSONOutput.print(
                Object(digest: try fingerprint.digest, fingerprint: fingerprint, differences: differences)
            )
        } else {
            try show(fingerprint, differences, isSameVendor: earlier.map { $0.vendor == fingerprint.vendor } ?? true)
        }
        if differences?.isEmpty == false { throw ExitCode(ExitStatus.findings) }
    }

    private func show(_ fingerprint: SchemaFingerprint, _ differences: [String]?, isSameVendor: Bool) throws {
        guard let differences else {
            var table = TextTable(rightAligned: [1])
            for entry in fingerprint.tables { table.add(entry.name, entry.rows.grouped, entry.content) }
            if !fingerprint.tables.isEmpty { Terminal.print(table.text) }
            let objects = fingerprint.objects.isEmpty ? "" : " and \(fingerprint.objects.count.of("other object"))"
            Terminal.print("schema, \(fingerprint.tables.count.of("table"))\(objects): \(fingerprint.schema)")
            Terminal.print("digest: \(try fingerprint.digest)")
            return
        }
        for difference in differences { Terminal.print(difference) }
        if !isSameVendor {
            Terminal.print("Definitions were not compared: the fingerprint is from a server of another vendor.")
        }
        Terminal.print(differences.isEmpty ? "Nothing differs." : "\(differences.count.of("difference")).")
    }
}
