/// A warning that the server kept for the last statement.
public struct ServerWarning: Sendable, Hashable, CustomStringConvertible {
    /// How serious a warning is.
    public struct Level: RawRepresentable, Sendable, Hashable {
        /// The server's word.
        public var rawValue: String

        /// Takes any word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A remark.
        public static let note = Level(rawValue: "Note")
        /// Something is not as it was asked for.
        public static let warning = Level(rawValue: "Warning")
        /// A part of the statement failed.
        public static let error = Level(rawValue: "Error")
    }

    /// How serious it is.
    public var level: Level
    /// The server's number.
    public var code: MySQLError.Code
    /// The message, without values.
    public var message: String

    /// The level, the number and the message, without values.
    public var description: String { "\(level.rawValue) \(code.rawValue): \(message)" }
}
