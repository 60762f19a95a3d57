import Foundation
import SutureCore

/// What a `.suture.yaml` says.
struct ConfigurationFile: Sendable {
    static let name = ".suture.yaml"

    /// A value, and the line on which it stands.
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
        /// What the database must answer; nil when the section says nothing of it.
        var probes: [ProbeDefinition]?
        /// From how many on what a check finds is a warning or an error.
        var checks: [WatchTopic: WatchThresholds] = [:]
        /// Who is told when a check stands another way.
        var alert: AlertDefinition?
    }

    /// The path as messages show it.
    let path: String
    /// The folder from which paths in the file count.
    let folder: URL
    /// What holds for all environments.
    var top = Section()
    /// The environments by their names.
    var environments: [String: Section] = [:]
    /// The environment that is meant when none is named.
    var defaultEnvironment: Value?

    init(path: String) {
        self.path = path
        folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    }

    /// Reads the file at a path.
    ///
    /// - Throws: `SutureError` when it cannot be read, or says something that is not known.
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

    /// The path of the nearest file, in a folder or in those above it; nil when there is none.
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

    /// The path that a value names, which counts from the file's folder.
    func resolve(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        if path.hasPrefix("~/") { return NSHomeDirectory() + path.dropFirst() }
        return folder.appendingPathComponent(path).standardizedFileURL.path
    }
}
