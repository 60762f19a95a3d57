/// One migration of the index.
struct MigrationEntry: Hashable {
    let path: String
    let fileName: MigrationFileName
    let checksum: String

    /// Checks one file and creates its entry.
    ///
    /// - Throws: `Diagnostic` when the name or the source is not that of a migration.
    init(path: String, file: [UInt8]) throws {
        fileName = try MigrationFileName(path: path)
        guard String(validating: file, as: UTF8.self) != nil else {
            throw Diagnostic(path: path, message: "The file is not valid UTF-8. Save it as UTF-8.")
        }
        let source = normalized(source: file)
        try SourceCheck(path: path, name: fileName.name).run(on: source)
        guard let checksum = sha256(source) else {
            throw Diagnostic(path: path, message: "libcrypto makes no SHA-256. Check the installation of OpenSSL.")
        }
        self.checksum = checksum
        self.path = path
    }
}
