import Foundation
import SutureCore

/// The content of a `.suture.yaml`.
struct ConfigurationFile: Sendable {
    static let name = ".suture.yaml"

    /// A value, and its line.
    struct Value: Sendable {
        let texts: [String]
        let line: Int
    }

    /// The settings of the whole file, or of one environment.
    struct Section: Sendable {
        /// The values by their keys.
        var values: [String: Value] = [:]
        /// The hooks of each event that it names.
        var hooks: [HookMoment.Event: [HookDefinition]] = [:]
        /// The smoke test after `up`.
        var smoke: HookDefinition?
        /// The expected query results; nil if the section declares none.
        var probes: [ProbeDefinition]?
        /// The counts from which a check is a warning or an error.
        var checks: [WatchTopic: WatchThresholds] = [:]
        /// The receiver of alerts when the status of a check changes.
        var alert: AlertDefinition?
    }

    /// The path in messages.
    let path: String
    /// The folder to which paths in the file are relative.
    let folder: URL
    /// The settings for all environments.
    var top = Section()
    /// The environments by their names.
    var environments: [String: Section] = [:]
    /// The environment to use when none is named.
    var defaultEnvironment: Value?

    init(path: String) {
        self.path = path
        folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    }

    /// Reads the file at a path.
    ///
    /// - Throws: `SutureError` when it cannot be read, or contains something unknown.
    static func read(_ path: String) throws -> ConfigurationFile {
        guard let data = FileManager.default.contents(atPath: path),
            let text = String(validating: data, as: UTF8.self)
        else {
            throw SutureError.configuration(
                path,
                "The configuration file cannot be read.",
                remedy: "Name a file in UTF-8 that is there and that this user may read."
            )
        }
        return try ConfigurationReader(path: path).read(text)
    }

    /// Returns the path of the nearest file, in a folder or in those above it; nil without one.
    ///
    /// A process whose folder was removed has no path of it, and so nothing above.
    static func search(from folder: String) -> String? {
        guard folder.hasPrefix("/") else { return nil }
        var place = URL(fileURLWithPath: folder).standardizedFileURL
        while true {
            let path = place.appendingPathComponent(name).path
            if FileManager.default.fileExists(atPath: path) { return path }
            let above = place.deletingLastPathComponent().standardizedFileURL
            guard above.path != place.path, place.path != "/" else { return nil }
            place = above
        }
    }

    /// Returns the path for a value, which is relative to the file's folder.
    func resolve(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        if path.hasPrefix("~/") { return NSHomeDirectory() + path.dropFirst() }
        return folder.appendingPathComponent(path).standardizedFileURL.path
    }
}
