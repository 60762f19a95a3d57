import MySQLClient
import SutureCore
import SutureRepair
import Synchronization

/// The tables of a pair and the references to them, read on first use.
final class PairLayout: Sendable {
    /// The known part of the schema.
    struct Known: Sendable {
        let schema: Schema
        let tables: PairTables
    }

    private let pair: SynchronizedPair
    private let known = Mutex<Known?>(nil)

    init(_ pair: SynchronizedPair) { self.pair = pair }

    /// Returns the tables, as they were on first use.
    func read(in session: Session) throws -> Known {
        if let known = known.withLock(\.self) { return known }
        let read = try describe(session)
        known.withLock { $0 = read }
        return read
    }

    private func describe(_ session: Session) throws -> Known {
        let schema = try Schema.read(in: session)
        let tables = try PairTables(pair, schema)
        try tables.requireColumns()
        try tables.requireEqualKeys()
        return Known(schema: schema, tables: tables)
    }
}
