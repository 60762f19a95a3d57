/// A warning of the server for the last statement.
public struct ServerWarning: Sendable, Hashable, CustomStringConvertible {
    /// The severity of a warning.
    public struct Level: RawRepresentable, Sendable, Hashable {
        /// The server's name for it.
        public var rawValue: String

        /// Creates a level from any word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A remark.
        public static let note = Level(rawValue: "Note")
        /// Something differs from the request.
        public static let warning = Level(rawValue: "Warning")
        /// A part of the statement failed.
        public static let error = Level(rawValue: "Error")
    }

    /// The severity.
    public var level: Level
    /// The server's number.
    public var code: MySQLError.Code
    /// The message, without values.
    public var message: String

    /// The level, the number and the message, without values.
    public var description: String { "\(level.rawValue) \(code.rawValue): \(message)" }
}
