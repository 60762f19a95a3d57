/// The server that a connection has reached.
public struct ServerIdentity: Sendable, Hashable {
    /// The vendor of the server.
    public enum Vendor: String, Sendable, Hashable {
        /// MySQL and servers that identify as MySQL: Percona Server, Aurora.
        case mysql
        /// MariaDB.
        case mariadb
    }

    /// The vendor of the server.
    public var vendor: Vendor
    /// The version in numbers.
    public var version: ServerVersion
    /// The version as the server reports it, `10.11.19-MariaDB-0+deb12u1`.
    public var versionText: String
    /// The number of the connection, for `KILL`.
    public var connectionID: UInt64
    /// True if the connection is encrypted.
    public var isTLS: Bool
    /// True if it is a node of a Galera cluster.
    public var isClusterNode: Bool
    /// Its membership in a replication group of MySQL when the connection was opened; nil without one.
    package var groupMember: GroupMember?
    /// True if it took writes when the connection was opened: it was not read-only, nor known to be out of its group.
    public var acceptsWrites: Bool
    /// The host and port, or the socket, by which it was reached.
    public var place: String
    /// Host name, port and server id, as reported by the server: equal for two connections to one server.
    public var instance: String
}

/// The version of a server in numbers.
public struct ServerVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The first number.
    public var major: Int
    /// The second number.
    public var minor: Int
    /// The third number.
    public var patch: Int

    /// Creates a version from its numbers.
    public init(_ major: Int, _ minor: Int = 0, _ patch: Int = 0) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Parses the numbers at the start of a server's version; missing ones are zero.
    public init(text: String) {
        let numbers = text.prefix { $0.isNumber || $0 == "." }.split(separator: ".").map { Int($0) ?? 0 }
        self.init(numbers.first ?? 0, numbers.dropFirst().first ?? 0, numbers.dropFirst(2).first ?? 0)
    }

    /// Orders by major, minor and patch.
    public static func < (left: ServerVersion, right: ServerVersion) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    /// The numbers with points between them.
    public var description: String { "\(major).\(minor).\(patch)" }
}
