import MySQLClient
import SutureCore

/// The samples of tables, each taken once.
final class TableSamples {
    private let session: Session
    private var samples: [String: TableSample] = [:]

    init(_ session: Session) { self.session = session }

    /// Returns the sample of a table.
    func of(_ table: Table) throws -> TableSample {
        if let sample = samples[table.name] { return sample }
        let sample = try TableSample(table, in: session)
        samples[table.name] = sample
        return sample
    }
}
