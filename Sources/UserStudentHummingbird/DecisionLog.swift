#if Hummingbird
import Logging
import MySQLClient
import UserStudentSync

/// Logs the decisions of a gate, only by their codes.
struct DecisionLog {
    let logger: Logger

    func write(_ decision: StudentDecision) {
        switch decision {
        case .goesOn(.ensured(let outcome)) where outcome != .unchanged:
            logger.debug("The student of the request's user was \(outcome.rawValue).")
        case .goesOn(.unchecked(let error)):
            logger.error("A request goes on without a look for its student.", metadata: metadata(error))
        case .goesOn:
            break
        case .refused(let refusal):
            let isOfUser = refusal.kind == .unknownUser || refusal.kind == .conflict
            logger.log(
                level: isOfUser ? .notice : .error,
                "A request was refused: its user has no student.",
                metadata: metadata(refusal.error)
            )
        }
    }

    private func metadata(_ error: any Error) -> Logger.Metadata {
        switch error {
        case let error as PairError: ["code": "\(error.code.rawValue)"]
        case let error as MySQLError: ["code": "mysql-\(error.code.rawValue)"]
        default: ["code": "\(type(of: error))"]
        }
    }
}
#endif
