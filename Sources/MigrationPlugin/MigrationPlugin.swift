import Foundation
import PackagePlugin

/// Writes `MigrationIndex.swift` for a target of migrations.
///
/// Each Swift file whose name begins with a digit is a migration, `20261123090000_MergeDuplicateInstitutions.swift`;
/// other files are helpers. The target depends on SutureCore. MigrationIndexer does all checking and writing: it is a
/// build command with declared inputs, so that adding, removing or editing a file runs it again.
@main
struct MigrationPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let module = target.sourceModule else { return [] }
        let migrations = module.sourceFiles(withSuffix: ".swift")
            .map(\.url)
            .filter { url in url.lastPathComponent.first.map { $0.isASCII && $0.isNumber } == true }
            .sorted { $0.path < $1.path }
        let output = context.pluginWorkDirectoryURL.appendingPathComponent("MigrationIndex.swift")
        return [
            .buildCommand(
                displayName: "Indexing the migrations of \(target.name)",
                executable: try context.tool(named: "MigrationIndexer").url,
                arguments: ["--output", output.path] + migrations.map(\.path),
                inputFiles: migrations,
                outputFiles: [output]
            )
        ]
    }
}
