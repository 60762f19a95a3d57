#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The place for the data of the servers under test.
package enum TestFolder {
    private static let leastRoom: UInt64 = 6 << 30
    /// ST_NOEXEC of statvfs(3), which Swift does not import; a server's own scripts are run in its folder.
    private static let withoutExecution: UInt = 8

    /// A folder in memory, if one with enough space exists; otherwise nil, for that of temporary files.
    ///
    /// A server waits for the disk with each table that it creates or drops, and tests do mostly that: on a busy disk
    /// they take many times as long.
    package static let ofServers: String? = {
        #if os(Linux)
        let folder = "/dev/shm"
        var status = statvfs()
        guard access(folder, W_OK) == 0, statvfs(folder, &status) == 0 else { return nil }
        let room = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        return room >= leastRoom && UInt(status.f_flag) & withoutExecution == 0 ? folder : nil
        #else
        return nil
        #endif
    }()
}
