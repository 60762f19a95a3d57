import Subprocess

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// Asks a program for its version.
enum DumpProgramVersion {
    private static let timeLimit = Duration.seconds(60)

    /// Runs `--version`, or returns nil if the program cannot be run or does not answer like a dump program.
    static func ask(_ path: String) async throws -> DumpProgram? {
        let answer = try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask {
                let result = try? await run(
                    .path(FilePath(path)),
                    arguments: ["--version"],
                    environment: DumpEnvironment.environment(),
                    output: .string(limit: 64 * 1024)
                )
                return result?.terminationStatus.isSuccess == true ? result?.standardOutput : nil
            }
            group.addTask {
                try? await Task.sleep(for: timeLimit)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        try Task.checkCancellation()
        return answer.flatMap { DumpProgram(path: path, versionText: $0) }
    }
}
