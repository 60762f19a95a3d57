import Foundation
import Subprocess
import SutureBackup
import SutureCore

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// The program `curl`, which sends the requests.
///
/// A separate program waits without blocking while a server is silent, and is terminated with all its open files. Its
/// arguments contain only the name of a file that this user alone may read: URLs of webhooks are secrets.
struct Curl: Sendable {
    /// The path of the program.
    let path: String

    /// Finds the program in `PATH`.
    ///
    /// - Throws: `SutureError` with `program-not-found`.
    static func find(for hook: String) throws -> Curl {
        guard let path = HookProgram.path(of: "curl") else {
            throw SutureError.programMissing("curl", of: hook, remedy: "Install curl (Debian: apt-get install curl).")
        }
        return Curl(path: path)
    }

    /// Posts JSON.
    ///
    /// Redirects are not followed: most turn a POST into a GET without its body. The proxies of the environment are
    /// used, and no settings of the user.
    /// - Returns: The HTTP status of the answer.
    /// - Throws: `SutureError` with the reason for a missing answer.
    func post(_ json: String, to url: URL, timeLimit: Duration) async throws -> Int {
        let input = try NamelessFile.open(json.utf8)
        defer { try? input.close() }
        return try await TemporarySecretFile.with(Self.settings(url, timeLimit), name: "curl.conf") { file in
            let (status, output) = try await run(settings: file.path, input)
            try Task.checkCancellation()
            guard status.isSuccess else { throw Self.failure(status, timeLimit) }
            return Int(output) ?? 0
        }
    }

    private func run(settings: String, _ input: FileDescriptor) async throws -> (TerminationStatus, String) {
        do {
            let result = try await Subprocess.run(
                .path(FilePath(path)),
                // Without this first argument the user's own settings would be read.
                arguments: ["--disable", "--config", settings],
                platformOptions: .ofHook,
                input: .fileDescriptor(input, closeAfterSpawningProcess: false),
                output: .string(limit: 64),
                error: .discarded
            )
            return (result.terminationStatus, result.standardOutput)
        } catch is SubprocessError {
            try Task.checkCancellation()
            throw SutureError.hookReason("\(path) cannot be run.")
        }
    }

    private static func settings(_ url: URL, _ timeLimit: Duration) -> String {
        let text = url.absoluteString.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return """
            url = "\(text)"
            globoff
            proto = "=http,https"
            silent
            max-time = \(timeLimit.milliseconds / 1000)
            user-agent = "suture/\(ToolVersion.current)"
            header = "Content-Type: application/json"
            header = "Expect:"
            data-binary = "@-"
            output = "/dev/null"
            write-out = "%{http_code}"

            """
    }

    /// Returns the error for an exit code of curl(1); its own output could show the URL.
    private static func failure(_ status: TerminationStatus, _ timeLimit: Duration) -> SutureError {
        guard case .exited(let code) = status else { return .hookReason("curl was ended by a signal.") }
        switch code {
        case 5: return .hookReason("the proxy's host is not known.")
        case 6: return .hookReason("the server's host is not known.")
        case 7: return .hookReason("the server cannot be reached.")
        case 28: return HookTimeLimit.exceeded(timeLimit)
        case 35, 51, 53, 54, 58, 59, 60, 66, 77, 80, 82, 83, 90, 91:
            return .hookReason("the server's certificate was not accepted, or TLS failed (curl: \(code)).")
        case 52, 55, 56: return .hookReason("the server broke the connection off.")
        case 97: return .hookReason("the proxy refused.")
        default: return .hookReason("curl ended with exit code \(code).")
        }
    }
}
