public import MySQLClient

extension PrivateServer {
    /// How a private server is started.
    public struct Options: Sendable {
        /// The path of `mariadbd` or `mysqld`; `nil` takes the first that is found on the `PATH` and in the usual folders.
        public var program: String?
        /// Who makes the server; `nil` takes any.
        ///
        /// Programs of another vendor are passed over, and refused when they are named.
        public var vendor: ServerIdentity.Vendor?
        /// Whether the server stays up when this process ends; ``PrivateServer/stop()`` still ends it.
        public var keep: Bool
        /// Options of the server, after and so above this library's own.
        public var extraArguments: [String]
        /// A TCP port on 127.0.0.1; `nil` leaves the server without a network.
        public var port: Int?
        /// The memory for InnoDB's pages, in bytes.
        public var bufferPoolSize: Int
        /// How long the creation of the first tables may take, and again the start itself; a server that ends before is
        /// noticed at once.
        public var startTimeout: Duration
        /// The folder in which the server's own is made; `nil` takes that for temporary files.
        public var parent: String?
        /// How names of tables are stored and compared (`lower_case_table_names`); `nil` leaves the server's default.
        public var lowerCaseTableNames: Int?

        /// Makes options; without arguments, those of a small server on a socket.
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
