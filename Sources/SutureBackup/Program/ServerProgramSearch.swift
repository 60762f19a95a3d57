/// Finds a server program of a vendor on this machine, for a private server that a backup is restored into.
public enum ServerProgramSearch {
    private static let folders = ["/usr/sbin", "/usr/libexec", "/usr/local/sbin", "/opt/homebrew/bin"]

    /// The path of the first program of the vendor, in `PATH` and where servers usually are.
    ///
    /// Whose a program is, it says itself: `mysqld` can be MariaDB's.
    ///
    /// - Parameter vendor: The vendor of the server that was dumped.
    /// - Returns: The path; nil when there is none.
    /// - Throws: `CancellationError`.
    public static func find(_ vendor: DumpProgram.Vendor) async throws -> String? {
        let names = vendor == .mariadb ? ["mariadbd", "mysqld"] : ["mysqld"]
        for folder in DumpProgramSearch.foldersOfPath() + folders {
            for path in names.map({ "\(folder)/\($0)" }) where DumpProgramSearch.isExecutable(path) {
                if try await DumpProgramVersion.ask(path)?.vendor == vendor { return path }
            }
        }
        return nil
    }
}
