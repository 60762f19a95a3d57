import Foundation

/// A program that was run to its end.
struct ProgramRun {
    let exitCode: Int32
    let output: String

    /// Runs a program, standard output and standard error together.
    init(_ program: URL, _ arguments: [String], in folder: URL? = nil) throws {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        exitCode = process.terminationStatus
        output = String(decoding: data, as: UTF8.self)
    }

    /// Runs the MigrationIndexer of this build on the files of a folder, writing `MigrationIndex.swift` there.
    static func indexer(on folder: TemporaryFolder) throws -> ProgramRun {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
            .filter { $0.hasSuffix(".swift") }
        let arguments = ["--output", folder.path("MigrationIndex.swift")] + files.map(folder.path)
        return try ProgramRun(builtTool, arguments)
    }

    /// The path of the tool, beside the test bundle.
    static var builtTool: URL {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        let program = bundle ?? Bundle.main.executableURL ?? Bundle.main.bundleURL
        return program.deletingLastPathComponent().appendingPathComponent("MigrationIndexer")
    }
}
