extension ConnectionConfiguration {
    /// A server's name or address, and its TCP port.
    public struct Host: Sendable, Hashable, CustomStringConvertible {
        /// The name or address; an IPv6 address is written without brackets.
        public var name: String
        /// The TCP port.
        public var port: Int

        /// Creates a host.
        public init(_ name: String, port: Int = 3306) {
            self.name = name
            self.port = port
        }

        /// The name and the port, as in a URL: `db1:3306`, `[::1]:3306`.
        public var description: String { name.contains(":") ? "[\(name)]:\(port)" : "\(name):\(port)" }
    }
}
