import MySQLClient
import SutureCore

extension PairTables {
    /// Checks the condition of the pair and the values of new rows with the server; no row is read.
    func requireAccepted(_ context: StepContext) throws {
        try context.requireAccepted(
            "SELECT 1 FROM \(table: source) WHERE (\(belongs))",
            "the condition by which rows of \(source.name) belong to the pair"
        )
        let (ofSource, ofPartner) = (
            AuthoredSQL(table: source, context: context), AuthoredSQL(table: partner, context: context)
        )
        for entry in pair.newPartner {
            try ofSource.require(value: entry.value, of: "\(partner.name).\(entry.column)")
        }
        for entry in pair.newSource {
            try ofPartner.require(value: entry.value, of: "\(source.name).\(entry.column)")
        }
    }
}
