import MySQLClient
import SutureCore
import SutureRepair
import Synchronization

/// The tables of a pair and what refers to them, read when they are first needed.
final class PairLayout: Sendable {
    /// What is known of the schema.
    struct Known: Sendable {
        let schema: Schema
        let tables: PairTables
    }

    private let pair: SynchronizedPair
    private let known = Mutex<Known?>(nil)

    init(_ pair: SynchronizedPair) { self.pair = pair }

    /// The tables, as they were when they were first read.
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
