import Foundation
import MySQLClient
import SutureTesting

/// The example, run as a process of its own.
enum SchoolWeb {
    /// It ended before it answered.
    struct Ended: Error {
        let status: Int32
    }

    /// Starts it, calls a body as soon as it answers, and ends it in any case.
    static func with<Result>(
        _ configuration: ConnectionConfiguration,
        _ body: (HTTPClient) async throws -> Result
    ) async throws -> Result {
        let port = try TestServer.freePort()
        let process = Process()
        process.executableURL = Bundle.main.bundleURL.appendingPathComponent("school-web")
        process.environment = ProcessInfo.processInfo.environment.merging([
            "DATABASE_URL":
                "mysql://root@localhost/\(configuration.database ?? "")?socket=\(configuration.socket ?? "")",
            "PORT": "\(port)",
        ]) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer {
            process.terminate()
            process.waitUntilExit()
        }
        let client = HTTPClient(port: port)
        while true {
            guard process.isRunning else { throw Ended(status: process.terminationStatus) }
            if let answer = try? await client.courses(of: nil), answer.status == 200 { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        return try await body(client)
    }
}
