import MySQLClient
import SutureCore

/// Explains the consequence of a server error for a run, and the remedy.
enum ServerErrorText {
    /// Describes an error of connecting: the server was not reached, and nothing was changed.
    static func describeConnecting(_ error: MySQLError) -> SutureError {
        var described = describe(error)
        if error.code == .nodeNotReady {
            described.outcome = .unreachable
        } else if described.outcome == .failed {
            described.code = SutureError.Code(rawValue: "cannot-connect")
            described.remedy = unreachable
            described.outcome = .unreachable
        }
        return described
    }

    private static let unreachable =
        "Check that the server runs, and the host, port or socket and ssl-mode of the URL."

    static func describe(_ error: MySQLError) -> SutureError {
        // MySQL reports a killed UPDATE over several tables by its code for errors without one, 1105.
        if Interruption.shared.isRequested, error.code == .queryInterrupted || error.code.rawValue == 1105 {
            return .interruption
        }
        let (code, remedy, outcome) = meaning(of: error)
        let number = error.code.isOfClient ? "" : " [\(error.code.rawValue), \(error.sqlState)]"
        let place = error.place.map { " (in: \($0.statement))" } ?? ""
        return SutureError(
            SutureError.Code(rawValue: code),
            "\(error.message)\(number)\(place)",
            remedy: remedy,
            outcome: outcome
        )
    }

    private static func meaning(of error: MySQLError) -> (code: String, remedy: String, outcome: SutureError.Outcome) {
        switch error.code.rawValue {
        case 1045, 1698:
            (
                "access-denied", "Check the user and the password (DATABASE_URL, MYSQL_PWD or a defaults file).",
                .unreachable
            )
        case 1049:
            ("unknown-database", "Create the database, or correct its name in the URL.", .unreachable)
        case MySQLError.Code.invalidConfiguration.rawValue:
            (
                "invalid-connection", "Say where the server is: --url, DATABASE_URL, MYSQL_HOST… or a defaults file.",
                .refused
            )
        case 1044 where error.place == nil:
            ("privilege-missing", "Grant the account its privileges on this database.", .unreachable)
        case 5010:
            (
                "login-refused",
                "Use ssl-mode VERIFY_CA or VERIFY_IDENTITY, a Unix socket, or an account with another plugin.",
                .unreachable
            )
        case 2005:
            ("unknown-host", "Correct the host in the URL.", .unreachable)
        case 2002, 2003, 2026, 2059, 2061, 1129, 1130, 1040, 3032:
            ("cannot-connect", unreachable, .unreachable)
        case 1047:
            (
                "node-not-ready",
                "Bring the node back into its cluster, or name other nodes in the URL; then run the same command again.",
                .failed
            )
        case _ where error.isConnectionLoss:
            ("connection-lost", "Run the same command again: it goes on where this one stopped.", .failed)
        case 1044, 1142, 1143, 1227, 1370:
            ("privilege-missing", "Grant the account the privilege that the message names.", .failed)
        case _ where error.isDiskFull:
            (
                "disk-full",
                "Make room on the server's disk, then run the same command again: it goes on where this one stopped.",
                .failed
            )
        case 1290, 1792, 1836:
            (
                "server-read-only", "Connect to the primary, or switch read_only off; then run the same command again.",
                .failed
            )
        case _ where error.isTransient:
            (
                "lock-wait", "Another session holds the rows or the table; end it, then run the same command again.",
                .failed
            )
        case 3098:
            (
                "refused-by-group",
                """
                A replication group takes no changes of a table without a primary key, nor, where all members take writes, of \
                one with cascades (group_replication_enforce_update_everywhere_checks); the server's log names the table.
                """,
                .failed
            )
        case 3100, 3231:
            (
                "transaction-too-large",
                """
                The replication group did not take a transaction: raise group_replication_transaction_size_limit, or lower \
                --chunk-rows, and run the same command again; the server's log has the reason.
                """,
                .failed
            )
        default:
            (
                "server-error",
                "Nothing of the open chunk was kept; after mending the cause, run the same command again.", .failed
            )
        }
    }
}
