/// The error of a private server that did not start.
public struct PrivateServerError: Error, Sendable, CustomStringConvertible {
    /// The kind of error; `catch` can match it.
    public struct Code: RawRepresentable, Sendable, Hashable {
        /// The name of the code.
        public var rawValue: String

        /// Creates a code from any name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// No server program was found.
        public static let programNotFound = Code(rawValue: "program-not-found")
        /// The program that creates the first tables failed.
        public static let initializationFailed = Code(rawValue: "initialization-failed")
        /// The server ended before it answered.
        public static let serverEnded = Code(rawValue: "server-ended")
        /// The server did not answer in time.
        public static let timedOut = Code(rawValue: "timed-out")
        /// The system refused a folder or a process.
        public static let system = Code(rawValue: "system")

        /// Matches an error by its code.
        public static func ~= (code: Code, error: any Error) -> Bool { (error as? PrivateServerError)?.code == code }
    }

    /// The kind of error.
    public var code: Code
    /// A description of the problem and the remedy, in a sentence or two.
    public var message: String
    /// The last lines of the server's log.
    public var log: [String]

    package init(_ code: Code, _ message: String, log: [String] = []) {
        self.code = code
        self.message = message
        self.log = log
    }

    /// The message, and the last lines of the log below it.
    public var description: String {
        log.isEmpty ? message : "\(message)\nThe last lines of its log:\n  \(log.joined(separator: "\n  "))"
    }
}
