/// The migrations of a target in the order of their versions, ready to be written as Swift.
struct MigrationIndex {
    let entries: [MigrationEntry]

    /// All faults of a set of files, so that one build reports them all.
    struct Faults: Error, Hashable {
        var diagnostics: [Diagnostic]
    }

    /// Builds the index of the files at `paths`.
    ///
    /// - Throws: `Faults` with every invalid file, in the order of their paths.
    init(paths: [String], read: (String) throws -> [UInt8]) throws {
        var entries: [MigrationEntry] = []
        var diagnostics: [Diagnostic] = []
        for path in paths.sorted() {
            do {
                entries.append(try MigrationEntry(path: path, file: read(path)))
            } catch let diagnostic as Diagnostic {
                diagnostics.append(diagnostic)
            }
        }
        diagnostics += Self.repetitions(in: entries)
        guard diagnostics.isEmpty else { throw Faults(diagnostics: diagnostics) }
        self.entries = entries.sorted { $0.fileName.version < $1.fileName.version }
    }

    /// Returns versions and type names that occur twice, reported at the later file with the name of the earlier one.
    private static func repetitions(in entries: [MigrationEntry]) -> [Diagnostic] {
        var byVersion: [Int64: MigrationEntry] = [:]
        var byName: [String: MigrationEntry] = [:]
        var diagnostics: [Diagnostic] = []
        for entry in entries {
            let fileName = entry.fileName
            if let earlier = byVersion.updateValue(entry, forKey: fileName.version) {
                let message =
                    "Version \(fileName.version) is used by '\(earlier.fileName.file)' and by '\(fileName.file)'. "
                    + "Give one of them a later date and time."
                diagnostics.append(Diagnostic(path: entry.path, message: message))
            }
            if let earlier = byName.updateValue(entry, forKey: fileName.name) {
                let message =
                    "Type '\(fileName.name)' is named by '\(earlier.fileName.file)' and by '\(fileName.file)'. "
                    + "Rename one of the types and its file."
                diagnostics.append(Diagnostic(path: entry.path, message: message))
            }
        }
        return diagnostics
    }

    /// The generated Swift source.
    var source: String {
        let lines = entries.map { entry in
            "        RegisteredMigration(version: \(entry.fileName.version), name: \"\(entry.fileName.name)\", "
                + "file: \"\(entry.fileName.file)\", checksum: \"\(entry.checksum)\") { \(entry.fileName.name)() },\n"
        }
        let list = lines.isEmpty ? "[]" : "[\n" + lines.joined() + "    ]"
        return """
            import SutureCore

            /// Every migration of this target, in the order of versions.
            public enum MigrationIndex {
                /// The registered migrations, with the SHA-256 of each file as it was built.
                public static let all: [RegisteredMigration] = \(list)
            }

            """
    }
}
