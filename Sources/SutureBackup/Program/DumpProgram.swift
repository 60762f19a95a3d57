/// A dump program on this machine: its path, vendor and version.
public struct DumpProgram: Sendable, Hashable {
    /// The vendor of a dump program, which determines its options.
    public struct Vendor: RawRepresentable, Sendable, Hashable {
        /// The name for display.
        public let rawValue: String

        /// Creates a vendor from its name.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// MySQL's own, or that of a descendant with the same options.
        public static let mysql = Self(rawValue: "MySQL")
        /// MariaDB's.
        public static let mariadb = Self(rawValue: "MariaDB")
    }

    /// The path of the program.
    public var path: String
    /// The vendor of the program.
    public var vendor: Vendor
    /// Its version, such as `9.7.4` or `10.11.19-MariaDB`.
    public var version: String

    /// Creates a description of a program.
    public init(path: String, vendor: Vendor, version: String) {
        self.path = path
        self.vendor = vendor
        self.version = version
    }

    /// Parses the output of `--version`, or returns nil if it is not that of a dump program.
    ///
    /// Known forms: `mysqldump  Ver 9.7.4 for Linux …`, `… Ver 10.19 Distrib 10.11.19-MariaDB, for …` and
    /// `mariadb-dump from 11.8.2-MariaDB, client 10.19 for …`.
    init?(path: String, versionText: String) {
        let words = versionText.split { $0.isWhitespace || $0 == "," }.map(String.init)
        let marks = ["from", "Distrib", "Ver"]
        let version = marks.lazy
            .compactMap { mark in
                words.firstIndex(of: mark).flatMap { words.dropFirst($0 + 1).first }
            }
            .first
        guard let version, version.first?.isNumber == true else { return nil }
        let isMariaDB = versionText.contains("MariaDB")
        self.init(path: path, vendor: isMariaDB ? .mariadb : .mysql, version: version)
    }
}
