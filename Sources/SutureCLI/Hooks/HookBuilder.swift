import Foundation
import MySQLClient
import SutureCore

/// Creates the hooks of a run from the declarations in the configuration file.
struct HookBuilder {
    let sources: ConfigurationSources
    let configuration: ConnectionConfiguration
    let backup: BackupOptions
    let showsOutput: Bool

    /// Returns the hooks of the executable, and then those of the file.
    ///
    /// - Throws: `SutureError` when a program that one of them needs does not exist.
    func hooks() async throws -> RunHooks {
        var hooks = SutureTool.hooks
        for event in HookMoment.Event.allCases {
            for definition in sources.hooks(at: event) { hooks.add(try await hook(definition), at: event) }
        }
        return hooks
    }

    /// Returns the smoke test that a flag or the file names, or nil.
    func smoke(_ line: String?) async throws -> (any RunHook)? {
        if let line {
            return try await hook(HookDefinition(kind: .shell(line), timeLimit: .seconds(600), place: ""))
        }
        guard let smoke = sources.smoke else { return nil }
        return try await hook(smoke)
    }

    private func hook(_ definition: HookDefinition) async throws -> any RunHook {
        switch definition.kind {
        case .backup(let wanted):
            return BackupHook(
                name: definition.name,
                wanted: wanted,
                options: backup,
                configuration: configuration,
                sources: sources
            )
        case .command(let words):
            let program = words[0].contains("/") ? sources.resolve(words[0]) : words[0]
            try HookProgram.require(program, of: definition.name, in: folder)
            return command(definition, [program] + words.dropFirst())
        case .shell(let line):
            try await HookProgram.requireFirstWord(of: line, of: definition.name, in: folder)
            return command(definition, ["/bin/sh", "-c", line])
        case .probe(let query, let expectation):
            let probe = Probe(query: query, expectation: expectation, timeLimit: definition.timeLimit)
            return ProbeHook(name: definition.name, probe: probe, configuration: configuration)
        case .webhook, .webhookVariable:
            return WebhookHook(name: definition.name, webhook: try Webhook(definition, sources))
        }
    }

    /// The working directory of commands.
    private var folder: String { sources.file?.folder.path ?? FileManager.default.currentDirectoryPath }

    private func command(_ definition: HookDefinition, _ words: [String]) -> CommandHook {
        CommandHook(
            name: definition.name,
            words: words,
            timeLimit: definition.timeLimit,
            folder: folder,
            environment: HookEnvironment(
                inherited: sources.variables,
                secrets: sources.secretVariables,
                name: sources.environment?.text
            ),
            showsOutput: showsOutput
        )
    }
}
