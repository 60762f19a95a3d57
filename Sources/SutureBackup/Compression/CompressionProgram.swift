import Foundation

/// A program that compresses from standard input to standard output.
struct CompressionProgram: Sendable, Hashable {
    let kind: Compression
    let path: String

    /// The arguments to compress.
    var compressing: [String] { ["-q", "-c"] }

    /// The arguments to decompress.
    var decompressing: [String] { ["-q", "-d", "-c"] }

    /// The program of a kind, or nil when nothing is to be compressed.
    ///
    /// - Parameters:
    ///   - kind: The kind; nil takes zstd where it is found, then gzip, then none.
    ///   - folders: Where to look, in order.
    /// - Returns: The program; nil when nothing is to be compressed.
    /// - Throws: `BackupError` with `.programNotFound` when the program of a kind that was asked for is missing.
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
