/// The compression of a backup file.
public struct Compression: RawRepresentable, Sendable, Hashable {
    /// The name of the program, or `none`.
    public let rawValue: String

    /// Creates a kind of compression from the name of its program.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// By `zstd`, the fastest.
    public static let zstd = Self(rawValue: "zstd")
    /// By `gzip`, which is on every machine.
    public static let gzip = Self(rawValue: "gzip")
    /// None: the file is plain SQL.
    public static let none = Self(rawValue: "none")

    /// All kinds, the preferred one first.
    public static let all = [zstd, gzip, none]

    /// The extension of such files, after `.sql`.
    var fileExtension: String {
        switch self {
        case .zstd: ".zst"
        case .gzip: ".gz"
        default: ""
        }
    }
}
