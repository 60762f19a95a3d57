import Foundation
import MySQLClient

/// The AUTO_INCREMENT counter of a table, which inserts with explicit keys move and a rollback has to put back.
enum TableCounter {
    /// The counter as SHOW CREATE TABLE tells it, or nil when it tells none.
    static func read(_ table: Table, in session: Session) throws -> UInt64? {
        let row = try session.firstRow("SHOW CREATE TABLE \(table: table)")
        guard let definition = try row?.get(1, as: String.self) else { return nil }
        guard let options = definition.range(of: ")", options: .backwards)?.upperBound,
            let start = definition[options...].range(of: "AUTO_INCREMENT=")?.upperBound
        else { return nil }
        return UInt64(definition[start...].prefix { $0.isNumber })
    }

    /// Puts the counter back; the server never sets it below the largest key in use.
    static func restore(_ table: Table, to counter: UInt64?, _ context: StepContext) throws {
        guard try read(table, in: context.session) != counter else { return }
        try context.define("ALTER TABLE \(table: table) AUTO_INCREMENT = \(raw: String(counter ?? 1))")
    }
}
