import MySQLClient

/// The method by which a server carries out an ALTER TABLE, and the access that others have meanwhile.
///
/// By default, the server uses the cheapest method that a statement allows, without reporting which one. It refuses a
/// requested method that is not possible, before it changes anything.
public struct DefinitionMethod: Sendable, Hashable, Encodable {
    /// INSTANT (definition only), NOCOPY or INPLACE (the engine changes the table itself), COPY (row by row into
    /// another).
    public let algorithm: String
    /// The access for others: read and write (NONE), read (SHARED), none (EXCLUSIVE); DEFAULT for INSTANT, which needs
    /// no lock.
    public let lock: String

    /// Returns the methods of a server, the cheapest first.
    static func all(of vendor: ServerIdentity.Vendor) -> [DefinitionMethod] {
        let inPlace = vendor == .mariadb ? ["NOCOPY", "INPLACE"] : ["INPLACE"]
        return [DefinitionMethod(algorithm: "INSTANT", lock: "DEFAULT")]
            + inPlace.flatMap { algorithm in
                ["NONE", "SHARED", "EXCLUSIVE"].map { DefinitionMethod(algorithm: algorithm, lock: $0) }
            }
            + ["NONE", "SHARED", "EXCLUSIVE"].map { DefinitionMethod(algorithm: "COPY", lock: $0) }
    }

    /// Runs a statement by the cheapest method that the server allows.
    ///
    /// - Parameters:
    ///   - statement: The statement.
    ///   - session: The session that runs it.
    /// - Returns: The method; nil for a statement that is no ALTER TABLE, or whose method cannot be requested.
    /// - Throws: `MySQLError` when the statement itself is refused.
    static func run(_ statement: Statement, in session: Session) throws -> DefinitionMethod? {
        if statement.text.uppercased().hasPrefix("ALTER TABLE ") {
            for method in all(of: session.server.vendor) {
                do {
                    let asked = "ALGORITHM=\(method.algorithm), LOCK=\(method.lock)"
                    try session.execute(statement + ", \(raw: asked)")
                    return method
                } catch let error as MySQLError where error.isUnsupportedMethod {
                    continue
                }
            }
        }
        try session.execute(statement)
        return nil
    }
}

extension MySQLError {
    /// True if the server cannot carry out the ALTER TABLE by the requested method: it does not support it for this
    /// statement, or does not know it at all.
    fileprivate var isUnsupportedMethod: Bool {
        [1221, 1800, 1801, 1845, 1846].contains(code.rawValue)
    }
}
