import Foundation

/// The retention policy for older backups of a schema after a new one was taken.
///
/// Only files with a manifest of the same schema are ever removed, and never the newest one whose file exists with its
/// recorded size. Partial backups are counted separately, so that none replaces a full one.
public struct Retention: Sendable {
    /// The maximum number of backups, or nil for no limit.
    public var count: Int?
    /// The retention period in days, or nil for no limit.
    public var days: Int?

    /// Creates a policy; without limits nothing is removed.
    public init(count: Int? = nil, days: Int? = nil) {
        self.count = count
        self.days = days
    }

    /// Removes the backups of a schema beyond the limits, each with its manifest.
    ///
    /// - Parameters:
    ///   - directory: The directory of the backups.
    ///   - database: The schema.
    ///   - isPartial: True for partial backups, false for full ones.
    ///   - now: The time from which days are counted.
    /// - Returns: The paths of the removed files.
    /// - Throws: `BackupError` when a file cannot be removed.
    public func apply(
        in directory: String,
        database: String,
        isPartial: Bool = false,
        now: Date = .now
    ) throws -> [String] {
        guard count != nil || days != nil else { return [] }
        let good = backups(in: directory, of: database, isPartial: isPartial)
        let oldest = days.map { now.addingTimeInterval(-86_400 * Double($0)) }
        let excess = good.enumerated()
            .filter { position, backup in
                guard position > 0 else { return false }
                return position >= (count ?? .max) || oldest.map { backup.finished < $0 } ?? false
            }
            .map(\.element.path)
        for path in excess {
            guard unlink(path) == 0, unlink(path + ManifestFile.ending) == 0 else {
                throw DumpFile.writeFailed(path, errno)
            }
        }
        return excess
    }

    /// Returns the backups of a schema that match their manifests, the newest first.
    private func backups(
        in directory: String,
        of database: String,
        isPartial: Bool
    ) -> [(path: String, finished: Date)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { $0.hasSuffix(ManifestFile.ending) }
            .compactMap { name -> (path: String, finished: Date)? in
                let path = "\(directory)/\(name.dropLast(ManifestFile.ending.count))"
                let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int64
                guard let manifest = try? ManifestFile.read(beside: path), manifest.database == database,
                    manifest.isPartial == isPartial, name == manifest.file + ManifestFile.ending,
                    size == manifest.bytes,
                    let finished = try? Date(manifest.finished, strategy: .iso8601)
                else {
                    return nil
                }
                return (path, finished)
            }
            .sorted { ($0.finished, $0.path) > ($1.finished, $1.path) }
    }
}
