import MySQLClient
import SutureCore

/// A query with an expected result, on a connection of its own, in a read-only transaction.
struct Probe: Sendable {
    let query: String
    let expectation: HookDefinition.Expectation
    let timeLimit: Duration

    /// Runs the query.
    ///
    /// - Throws: `SutureError` with the difference from the expected result, and the server's error.
    func run(_ configuration: ConnectionConfiguration) async throws {
        let rows = try await HookTimeLimit.run(timeLimit) {
            try await Connection.withSession(configuration) { session in
                try session.transaction(readOnly: true) { try session.rows("\(raw: query)") }
            }
        }
        try check(rows)
    }

    /// Throws if the result is unexpected, and shows it: it is the result of the user's own query.
    private func check(_ rows: [Row]) throws {
        switch expectation {
        case .empty:
            guard rows.isEmpty else { throw Self.unexpected("no row", rows.count.of("row")) }
        case .value(let expected):
            guard rows.count == 1, let value = rows[0].values.first else {
                throw Self.unexpected("one row", rows.count.of("row"))
            }
            guard let text = Self.text(value) else {
                throw SutureError.hookReason("it found a date or a time; compare it in the query, and expect 1.")
            }
            let isEqual = text == expected || Double(text).map { $0 == Double(expected) } == true
            guard isEqual else { throw Self.unexpected(expected, text) }
        }
    }

    private static func unexpected(_ expected: String, _ found: String) -> SutureError {
        let limit = 200
        let shown = found.count > limit ? found.prefix(limit) + "…" : found[...]
        return SutureError.hookReason("expected \(expected), found \(shown).")
    }

    /// Returns the value as the file would write it; nil for dates and times, which a query compares itself.
    private static func text(_ value: Value) -> String? {
        switch value {
        case .null: "null"
        case .integer(let number): String(number)
        case .unsigned(let number): String(number)
        case .double(let number): String(number)
        case .decimal(let digits): digits
        case .text(let text): text
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .date, .time, .datetime: nil
        }
    }
}
