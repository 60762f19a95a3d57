import ArgumentParser
import MySQLClient
import SutureCore

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "The settings in force, and where each is from; shows no password, and connects to nothing.",
        discussion: """
            A flag counts before a variable, a variable before .env beside the configuration file, that before the \
            environment in the file, and that before the rest of the file.
            """
    )

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var backupOptions: BackupOptions
    @OptionGroup var replicaOptions: ReplicaOptions

    private struct Object: Encodable {
        struct Entry: Encodable {
            let key: String
            let values: [String]
            let origin: String
            let source: String
        }

        let file: String?
        let environment: String?
        let protected: Bool
        let settings: [Entry]
        let connection: String?
    }

    func run() async throws {
        let sources = try options.sources()
        let entries = try entries(sources)
        let (connection, reason) = connection(sources)
        for warning in try sources.warnings(url: options.url) { Terminal.warn(warning) }
        let object = Object(
            file: sources.file?.path,
            environment: sources.environment?.text,
            protected: try sources.protectedEnvironment != nil,
            settings: entries,
            connection: connection
        )
        if options.format == .json {
            try JSONOutput.print(object)
        } else {
            show(object, sources, reason)
        }
    }

    private func entries(_ sources: ConfigurationSources) throws -> [Object.Entry] {
        let groups: [any SettingFlags] = [options, backupOptions, replicaOptions]
        let url = try sources.value(of: .url, flag: options.flag(for: .url))
        let settings: [Object.Entry] = try Setting.all.compactMap { setting in
            let flag = groups.lazy.map { $0.flag(for: setting) }.first { !$0.isEmpty } ?? []
            guard let value = try sources.value(of: setting, flag: flag) else { return nil }
            let isConnection = Setting.connection.contains { $0.key == setting.key }
            // A URL from another source replaces the whole connection of the file.
            if isConnection, value.origin.isFile, url.map({ !$0.origin.isFile }) == true { return nil }
            return Object.Entry(
                key: setting.key,
                values: value.texts.map { SecretText.shown($0, of: setting) },
                origin: value.origin.kind,
                source: value.origin.text
            )
        }
        return settings + hooks(sources)
    }

    private func hooks(_ sources: ConfigurationSources) -> [Object.Entry] {
        let events = HookMoment.Event.allCases.map { ("hooks.\($0.rawValue)", sources.hooks(at: $0)) }
        let all = events + [("smoke", sources.smoke.map { [$0] } ?? [])]
        let alert = sources.alert.map { [("alert", [$0.webhook])] } ?? []
        return (all + alert)
            .flatMap { key, hooks in
                hooks.map { Object.Entry(key: key, values: [$0.what], origin: "file", source: $0.place) }
            }
    }

    /// Returns the connection without its password, or the reason why it is missing; the settings can be shown all the
    /// same.
    private func connection(_ sources: ConfigurationSources) -> (text: String?, reason: String) {
        do {
            let found = try sources.connection(url: options.url, defaultsFile: options.defaultsFile)
            return (found.description, "")
        } catch let error as SutureError {
            return (nil, error.message)
        } catch let error as MySQLError {
            return (nil, error.message)
        } catch {
            return (nil, "none")
        }
    }

    private func show(_ object: Object, _ sources: ConfigurationSources, _ reason: String) {
        var table = TextTable()
        table.add("setting", "value", "from")
        if let file = object.file { table.add("(file)", file, "") }
        if let environment = sources.environment {
            table.add("(environment)", environment.text, environment.origin.text)
        }
        for entry in object.settings {
            table.add(entry.key, entry.values.joined(separator: " "), entry.source)
        }
        table.add("(connection)", object.connection ?? reason, "")
        Terminal.print(table.text)
    }
}
