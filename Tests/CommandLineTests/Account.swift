import MySQLClient
import SutureTesting
import Testing

/// An account of a test, with a password that no output may show.
struct Account: Sendable {
    let user: String
    let password: String
}

extension ToolCase {
    /// Creates an account with the given privileges on the schema, runs a body, and drops it in any case.
    func withAccount<Result>(
        granted privileges: String?,
        _ body: (Account) async throws -> Result
    ) async throws -> Result {
        let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
        let account = Account(user: "t_\(suffix)", password: "Pw/\(suffix):9")
        let name: Statement = "\(raw: "'\(account.user)'@'localhost'")"
        try await execute("CREATE USER \(name) IDENTIFIED BY \(raw: "'\(account.password)'")")
        if let privileges {
            try await execute("GRANT \(raw: privileges) ON \(identifier: database).* TO \(name)")
        }
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(account))
        } catch {
            result = .failure(error)
        }
        try await execute("DROP USER \(name)")
        return try result.get()
    }

    /// Returns the URL of the schema for an account.
    func url(_ account: Account) -> String {
        url(user: account.user, password: account.password)
    }
}
