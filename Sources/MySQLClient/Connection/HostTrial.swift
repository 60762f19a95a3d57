/// The answers of the hosts of a connection so far, while they are tried in turn.
struct HostTrial {
    private let count: Int
    private var answers: [(place: String, error: MySQLError)] = []

    init(count: Int) { self.count = count }

    /// Records the error of one host, and throws if another host could not help.
    mutating func note(_ error: MySQLError, at place: String) throws {
        answers.append((place, error))
        if count == 1 { throw error }
        guard !error.isOfOneHost else { return }
        var error = error
        let others = answers.dropLast().map { "\($0.place) (error \($0.error.code.rawValue))" }
        error.message += " [\(place)" + (others.isEmpty ? "]" : "; tried before: \(others.joined(separator: ", "))]")
        throw error
    }

    /// The first host that answered, but takes no writes.
    var readOnlyPlace: String? { answers.first { $0.error.code == .readOnly }?.place }

    /// The combined error of all hosts, with the answer of each.
    var failure: MySQLError {
        let codes = Set(answers.map(\.error.code))
        let list = answers.map { answer in
            "\(answer.place) answered: \(answer.error.message) (error \(answer.error.code.rawValue))"
        }
        return MySQLError(
            code: codes.count == 1 ? answers[0].error.code : .cannotConnect,
            message: "None of \(count) hosts took the connection. \(list.joined(separator: "; "))"
        )
    }
}

extension MySQLError {
    /// True if a connection failed for a reason that concerns only the host, so that another one may accept it.
    fileprivate var isOfOneHost: Bool {
        let codes: [Code] = [
            .cannotConnect, .cannotConnectToHost, .unknownHost, .handshakeFailed, .tooManyConnections, .serverShutdown,
            .hostBlocked, .readOnly, .serverOffline, .tlsFailed,
        ]
        return isConnectionLoss || codes.contains(code)
    }
}
