/// A complete backup.
public struct BackupResult: Sendable, Hashable {
    /// The path of the file.
    public var file: String
    /// The size of the file.
    public var bytes: Int64
    /// The duration, from the first reading of the schema until the file was on disk.
    public var duration: Duration
    /// The path of the dump program.
    public var program: String
    /// The dump program's own version, such as `10.11.19-MariaDB`.
    public var programVersion: String
    /// The base tables in the dump, sorted.
    public var tables: [String]
    /// The path of the manifest.
    public var manifestFile: String
    /// The content of the manifest.
    public var manifest: BackupManifest

    /// Creates a result.
    public init(
        file: String,
        bytes: Int64,
        duration: Duration,
        program: String,
        programVersion: String,
        tables: [String],
        manifestFile: String,
        manifest: BackupManifest
    ) {
        self.file = file
        self.bytes = bytes
        self.duration = duration
        self.program = program
        self.programVersion = programVersion
        self.tables = tables
        self.manifestFile = manifestFile
        self.manifest = manifest
    }
}
