import MySQLClient
import SutureCore
import SutureRepair

/// The key of a pair, of the same type as in the tables.
struct PairKey: Sendable {
    let value: Value

    /// Checks and wraps a key; the server would convert one of another type to compare it, and find other rows.
    init(_ value: Value, _ tables: PairTables) throws {
        let isInteger: Bool
        switch value {
        case .integer, .unsigned: isInteger = true
        case .text, .bytes: isInteger = false
        default: throw Self.wrong(tables)
        }
        let column = tables.sourceKeyColumn
        guard isInteger == column.dataType.hasSuffix("int") else { throw Self.wrong(tables) }
        self.value = value
    }

    private static func wrong(_ tables: PairTables) -> PairError {
        PairError(
            .wrongKey,
            "The keys of \(tables.source.name) and \(tables.partner.name) are of the type \(tables.sourceKeyColumn.type).",
            remedy: "Give a key of that type."
        )
    }
}
