import SutureCore

/// A backup on disk that was verified against its manifest.
struct StoredBackup: Sendable {
    let source: DumpSource
    let manifest: BackupManifest
    /// True if the default of a column names a sequence of the dumped schema.
    let namesSequences: Bool
    /// The definers in the dump, quoted as there.
    let definers: Set<String>
    /// The schemas that views, routines, triggers and events name.
    let names: DumpNames

    /// True if it contains triggers or functions.
    let hasTriggers: Bool

    /// The tables, views, routines and sequences of the dumped schema.
    var known: Set<String> { Self.known(manifest) }

    private static func known(_ manifest: BackupManifest) -> Set<String> {
        let objects = manifest.objects.filter { !["trigger", "event"].contains($0.kind) }
        return Set(manifest.tables.map(\.name) + objects.map(\.name))
    }

    /// Reads the whole file twice: unchanged for its SHA-256, and decompressed for its tables and its last line.
    ///
    /// - Throws: `BackupError` with `.backupInvalid` for a file that was truncated, altered, or belongs to another
    ///   manifest.
    static func open(_ path: String) async throws -> StoredBackup {
        let manifest = try ManifestFile.read(beside: path)
        let source = DumpSource(path: path, compression: Compression(rawValue: manifest.compression))
        guard Compression.all.contains(source.compression) else {
            throw ManifestFile.invalid("The manifest of \(path) names a compression that this version does not know.")
        }
        let digest = try await source.digest()
        guard digest.bytes == manifest.bytes else {
            throw ManifestFile.invalid(
                "\(path) has \(digest.bytes) bytes; its manifest says \(manifest.bytes)."
            )
        }
        guard digest.sha256 == manifest.sha256 else {
            throw ManifestFile.invalid("\(path) was altered: its SHA-256 is not that of its manifest.")
        }
        var scanner = DumpScanner()
        var rewriter = DumpRewriter()
        var names = DumpNames(schema: manifest.database, known: known(manifest))
        var bytes: Int64 = 0
        try await source.read { piece in
            piece.withUnsafeBytes { scanner.scan($0) }
            _ = rewriter.rewrite(piece)
            names.scan(piece)
            bytes += Int64(piece.count)
        }
        guard scanner.hasTrailer, bytes == manifest.plainBytes else {
            throw ManifestFile.invalid("\(path) does not hold a whole dump.")
        }
        let sequences = Set(manifest.sequences?.map(\.name) ?? [])
        guard manifest.sequences == nil || scanner.sequences == sequences else {
            throw ManifestFile.invalid("\(path) and its manifest do not hold the same sequences.")
        }
        let missing = scanner.tables.symmetricDifference(manifest.tables.map(\.name)).sorted()
        guard missing.isEmpty else {
            throw ManifestFile.invalid("\(path) and its manifest do not hold the same tables.", missing)
        }
        return StoredBackup(
            source: source,
            manifest: manifest,
            namesSequences: scanner.namesSequences,
            definers: rewriter.definers,
            names: names,
            hasTriggers: scanner.triggers > 0 || manifest.objects.contains { $0.kind == "function" }
        )
    }
}
