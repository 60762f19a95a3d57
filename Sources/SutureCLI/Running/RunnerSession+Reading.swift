import MySQLClient
import SutureCore

extension RunnerSession {
    /// Connects and runs a body that only reads; an error of it leaves nothing that was begun.
    static func reading<Result: Sendable>(
        _ options: ConnectionOptions,
        _ body: (RunnerSession) async throws -> Result
    ) async throws -> Result {
        do {
            return try await with(options) { try await body($0) }
        } catch let error as MySQLError {
            throw unbegun(ServerErrorText.describe(error))
        } catch let error as SutureError where error.outcome == .failed {
            throw unbegun(error)
        }
    }

    private static func unbegun(_ error: SutureError) -> SutureError {
        var error = error
        guard error.outcome == .failed else { return error }
        switch error.code.rawValue {
        case "connection-lost":
            error.outcome = .unreachable
            error.remedy = "Run the same command again."
        case "server-error":
            error.outcome = .refused
            error.remedy = "Nothing was changed; fix the cause, then run the same command again."
        default:
            error.outcome = .refused
        }
        return error
    }
}
