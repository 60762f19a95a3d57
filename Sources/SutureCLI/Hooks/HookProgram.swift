import Foundation
import Subprocess
import SutureCore

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// Finds the programs of hooks before a run begins.
enum HookProgram {
    /// Returns the path of a program in `PATH`, or nil.
    static func path(of name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(name)" }.first(where: isExecutable)
    }

    /// Throws if the program of a command does not exist.
    ///
    /// - Throws: `SutureError` with `program-not-found`.
    static func require(_ program: String, of hook: String, in folder: String) throws {
        let isFound =
            program.contains("/")
            ? isExecutable(program.hasPrefix("/") ? program : "\(folder)/\(program)") : path(of: program) != nil
        guard isFound else { throw SutureError.programMissing(program, of: hook) }
    }

    /// Throws if a command line begins with the name of a program that does not exist.
    ///
    /// The shell is asked, since the word may be one of its own. A line that begins with anything but a plain word is
    /// not checked.
    /// - Throws: `SutureError` with `program-not-found`.
    static func requireFirstWord(of line: String, of hook: String, in folder: String) async throws {
        let text = line.drop(while: \.isWhitespace)
        guard let word = text.prefixMatch(of: #/[A-Za-z0-9_.\/][A-Za-z0-9_.\/+-]*(?=\s|;|$)/#)?.output else { return }
        let status =
            try await Subprocess.run(
                .path("/bin/sh"),
                arguments: ["-c", "command -v \"$1\"", "sh", String(word)],
                workingDirectory: FilePath(folder),
                output: .discarded
            )
            .terminationStatus
        guard status.isSuccess else { throw SutureError.programMissing(String(word), of: hook) }
    }

    private static func isExecutable(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
            && FileManager.default.isExecutableFile(atPath: path)
    }
}

extension SutureError {
    /// Returns the error for a hook whose program does not exist.
    static func programMissing(
        _ program: String,
        of hook: String,
        remedy: String =
            "Install it, or correct the command; a relative path begins at the configuration file's folder."
    ) -> SutureError {
        SutureError(
            Code(rawValue: "program-not-found"),
            "The program \(program) does not exist or cannot be executed (\(hook)). Nothing was changed.",
            remedy: remedy,
            outcome: .refused
        )
    }
}
