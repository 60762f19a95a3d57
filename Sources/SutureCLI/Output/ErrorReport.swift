import ArgumentParser
import Foundation
import MySQLClient
import PrivateServer
import SutureBackup
import SutureCore

/// Reports an error to people and scripts, and determines the exit code.
enum ErrorReport {
    /// Writes the error to standard error, as JSON if the arguments request it.
    ///
    /// - Returns: The exit code.
    static func show(_ error: any Error) -> Int32 {
        if let known = describe(error) {
            write(known)
            return ExitStatus.code(for: known.outcome)
        }
        let code = SutureCommand.exitCode(for: error)
        let message = SutureCommand.fullMessage(for: error)
        if code == .success {
            Terminal.print(message)
        } else if StandardErrorLine.isJSON {
            let text = SutureCommand.message(for: error)
            let object = ErrorObject(
                code: "usage",
                message: text,
                details: [],
                remedy: "suture --help shows the commands, and --help after a command its options.",
                exitCode: code.rawValue
            )
            StandardErrorLine.write(.error(object))
        } else {
            Terminal.write(message + "\n", to: .standardError)
        }
        return code.rawValue
    }

    private static func write(_ error: SutureError) {
        if StandardErrorLine.isJSON {
            let object = ErrorObject(
                code: error.code.rawValue,
                message: error.message,
                details: error.details,
                remedy: error.remedy,
                exitCode: ExitStatus.code(for: error.outcome)
            )
            StandardErrorLine.write(.error(object))
            return
        }
        var lines = ["error (\(error.code.rawValue)): \(error.message)"]
        lines += error.details.map { "  \($0)" }
        if !error.remedy.isEmpty { lines.append("  → \(error.remedy)") }
        Terminal.write(lines.joined(separator: "\n") + "\n", to: .standardError)
        GitHubAnnotation.write(.error, error.code.rawValue, error.message)
    }

    /// Returns the error in Suture's terms, or nil for one of the argument parser.
    private static func describe(_ error: any Error) -> SutureError? {
        switch error {
        case let error as SutureError:
            return error
        case let error as MySQLError:
            return ServerErrorText.describe(error)
        case let error as BackupError:
            return SutureError(
                SutureError.Code(rawValue: error.code.rawValue),
                "\(error.message) \(consequence(of: error))",
                remedy: error.remedy,
                outcome: error.hasChanged ? .failed : .refused,
                details: error.details
            )
        case let error as PrivateServerError:
            return SutureError(
                SutureError.Code(
                    rawValue: error.code == .programNotFound ? "server-program-not-found" : "private-server-failed"
                ),
                error.message,
                remedy: error.code == .programNotFound
                    ? "Install it, or name the path of its program." : "Look at its log for the reason.",
                details: error.log
            )
        default:
            return nil
        }
    }
}

extension ErrorReport {
    /// Returns the state after an error of a backup or a restore.
    private static func consequence(of error: BackupError) -> String {
        switch error.code {
        case _ where error.hasChanged: "The schema holds a part of the backup, or something else than it."
        case .backupInvalid, .schemaNotEmpty, .restoreBlocked: "Nothing was changed."
        default: "No backup was kept, and nothing was changed."
        }
    }
}
