import Foundation

/// A program that compresses from standard input to standard output.
struct CompressionProgram: Sendable, Hashable {
    let kind: Compression
    let path: String

    /// The arguments to compress.
    var compressing: [String] { ["-q", "-c"] }

    /// The arguments to decompress.
    var decompressing: [String] { ["-q", "-d", "-c"] }

    /// Returns the program of a kind, or nil for no compression.
    ///
    /// - Parameters:
    ///   - kind: The kind; nil uses zstd if it is found, otherwise gzip, otherwise none.
    ///   - folders: The folders to search, in order.
    /// - Returns: The program; nil for no compression.
    /// - Throws: `BackupError` with `.programNotFound` when the program of a requested kind is missing.
    static func find(
        _ kind: Compression?,
        folders: [String] = DumpProgramSearch.foldersOfPath()
    ) throws -> CompressionProgram? {
        let kinds = kind.map { [$0] } ?? Compression.all
        for kind in kinds {
            if kind == .none { return nil }
            for path in folders.map({ "\($0)/\(kind.rawValue)" }) where access(path, X_OK) == 0 {
                return CompressionProgram(kind: kind, path: path)
            }
        }
        throw BackupError(
            .programNotFound,
            "\(kinds.map(\.rawValue).joined(separator: ", ")) was not found in PATH.",
            remedy: "Install it, or choose another compression."
        )
    }
}
