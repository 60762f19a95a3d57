import SutureCore

/// Checks that a directory has space for a backup.
enum FreeSpace {
    /// Throws if the space is clearly too small.
    ///
    /// The size of a dump is unknown in advance: a plain one is about as large as the data in the server, which has
    /// gaps in its pages, and a compressed one is a small part of it. Half of the data, or a thirtieth, is the minimum.
    ///
    /// - Throws: `BackupError` with `.spaceMissing`.
    static func check(dataBytes: Int64, isCompressed: Bool, directory: String, free: Int64? = nil) throws {
        guard let available = free ?? DiskSpace.free(in: directory) else { return }
        let needed = dataBytes / (isCompressed ? 30 : 2)
        guard needed > available else { return }
        throw BackupError(
            .spaceMissing,
            "\(directory) has \(available >> 20) MiB free; the schema holds \(dataBytes >> 20) MiB, and "
                + "a backup of it takes at least \(needed >> 20) MiB.",
            remedy: isCompressed
                ? "Free space on that disk, or name another directory."
                : "Free space on that disk, name another directory, or compress the backup."
        )
    }
}
