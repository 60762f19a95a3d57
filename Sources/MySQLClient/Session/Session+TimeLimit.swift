extension Session {
    /// Limits the duration of each statement of `body`.
    ///
    /// MariaDB stops any statement (``MySQLError/Code/statementTimeout``). MySQL stops only read-only SELECTs
    /// (``MySQLError/Code/executionTimeExceeded``); other statements continue there, so cancel the task instead.
    /// ``MySQLError/isTimeLimit`` is true for either error. Limits can be nested; the inner one applies while it lasts.
    /// - Parameters:
    ///   - limit: The time for one statement, more than zero; MySQL rounds it up to milliseconds.
    ///   - body: The work.
    /// - Returns: The result of `body`.
    /// - Throws: The error of `body`; ``MySQLError`` with ``MySQLError/Code/invalidUse`` when the limit is not above
    ///   zero.
    @discardableResult
    public func withTimeLimit<R>(_ limit: Duration, _ body: () throws -> R) throws -> R {
        guard limit > .zero else {
            throw MySQLError(code: .invalidUse, message: "A time limit must be more than zero.")
        }
        let isMariaDB = server.vendor == .mariadb
        let variable = isMariaDB ? "max_statement_time" : "max_execution_time"
        var previous = "0"
        try housekeep("SELECT CAST(@@SESSION.\(variable) AS CHAR)") { previous = try $0.get(0) }
        try housekeep("SET SESSION \(variable) = \(isMariaDB ? limit.decimalSeconds : String(limit.milliseconds))")
        let result: R
        do {
            result = try body()
        } catch {
            try? housekeep("SET SESSION \(variable) = \(previous)")
            throw error
        }
        try housekeep("SET SESSION \(variable) = \(previous)")
        return result
    }
}

extension Duration {
    /// The seconds with six digits after the point, at least a microsecond.
    fileprivate var decimalSeconds: String {
        let (seconds, attoseconds) = components
        let microseconds = attoseconds / 1_000_000_000_000
        return "\(seconds).\(padded(seconds == 0 ? max(1, Int(microseconds)) : Int(microseconds), to: 6))"
    }

    /// The milliseconds, rounded up.
    fileprivate var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}
