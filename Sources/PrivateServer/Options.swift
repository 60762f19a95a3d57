public import MySQLClient

extension PrivateServer {
    /// The options for starting a private server.
    public struct Options: Sendable {
        /// The path of `mariadbd` or `mysqld`; `nil` uses the first one found on the `PATH` and in the usual folders.
        public var program: String?
        /// The vendor of the server; `nil` for any.
        ///
        /// Programs of another vendor are skipped, and refused if they are named.
        public var vendor: ServerIdentity.Vendor?
        /// True to leave the server running when this process ends; ``PrivateServer/stop()`` still ends it.
        public var keep: Bool
        /// Options of the server, which override this library's own.
        public var extraArguments: [String]
        /// A TCP port on 127.0.0.1; `nil` leaves the server without a network.
        public var port: Int?
        /// The memory for InnoDB's pages, in bytes.
        public var bufferPoolSize: Int
        /// The time limit for the creation of the first tables, and again for the start itself; a server that ends
        /// before is noticed at once.
        public var startTimeout: Duration
        /// The folder in which the server's own is created; `nil` for that of temporary files.
        public var parent: String?
        /// The storage and comparison of table names (`lower_case_table_names`); `nil` for the server's default.
        public var lowerCaseTableNames: Int?

        /// Creates options; by default, those of a small server on a socket.
        public init(
            program: String? = nil,
            vendor: ServerIdentity.Vendor? = nil,
            keep: Bool = false,
            extraArguments: [String] = [],
            port: Int? = nil,
            bufferPoolSize: Int = 128 << 20,
            startTimeout: Duration = .seconds(300),
            parent: String? = nil,
            lowerCaseTableNames: Int? = nil
        ) {
            self.program = program
            self.vendor = vendor
            self.keep = keep
            self.extraArguments = extraArguments
            self.port = port
            self.bufferPoolSize = bufferPoolSize
            self.startTimeout = startTimeout
            self.parent = parent
            self.lowerCaseTableNames = lowerCaseTableNames
        }
    }
}
