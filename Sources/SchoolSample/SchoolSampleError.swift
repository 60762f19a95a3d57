/// The reason why the sample was not installed; nothing has been changed.
public struct SchoolSampleError: Error, Sendable, CustomStringConvertible {
    /// A stable name of one kind of error.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code as seen by scripts.
        public let rawValue: String

        /// Creates a code from the text that scripts see.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The session has no current database.
        public static let noDatabase = Self(rawValue: "no-database")
        /// The schema contains tables or views.
        public static let schemaNotEmpty = Self(rawValue: "schema-not-empty")
        /// The scale is not a number of blocks that can be installed.
        public static let scaleOutOfBounds = Self(rawValue: "scale-out-of-bounds")
    }

    /// The kind of error.
    public var code: Code
    /// A description of the problem and the remedy.
    public var message: String

    /// Creates an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The code and the message.
    public var description: String {
        "\(code.rawValue): \(message)"
    }
}
