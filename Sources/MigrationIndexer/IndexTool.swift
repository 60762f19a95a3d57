import Foundation

/// `MigrationIndexer --output MigrationIndex.swift FILE…` writes the index of the migrations among the files.
///
/// Faults go to standard error as `path:line:column: error: …`; then nothing is written and the exit code is 1. Wrong
/// arguments end with 64.
@main
struct IndexTool {
    let output: String
    let paths: [String]

    /// The error for wrong arguments of the program.
    struct UsageError: Error {
        let message = "usage: MigrationIndexer --output FILE.swift [MIGRATION.swift …]"
    }

    init(arguments: [String]) throws {
        guard arguments.count >= 2, arguments[0] == "--output" else { throw UsageError() }
        output = arguments[1]
        paths = arguments.dropFirst(2)
            .filter { MigrationFileName.isCandidate(URL(fileURLWithPath: $0).lastPathComponent) }
    }

    static func main() {
        do {
            try IndexTool(arguments: Array(CommandLine.arguments.dropFirst())).run()
        } catch let error as UsageError {
            stop(64, [error.message])
        } catch let error as MigrationIndex.Faults {
            stop(1, error.diagnostics.map(\.description))
        } catch {
            stop(1, ["error: \(error.localizedDescription)"])
        }
    }

    /// Reads the files and writes the index.
    func run() throws {
        let index = try MigrationIndex(paths: paths) { path in
            do {
                return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
            } catch {
                throw Diagnostic(path: path, message: "The file cannot be read: \(error.localizedDescription)")
            }
        }
        try Data(index.source.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
    }

    private static func stop(_ code: Int32, _ lines: [String]) -> Never {
        FileHandle.standardError.write(Data(lines.map { $0 + "\n" }.joined().utf8))
        exit(code)
    }
}
