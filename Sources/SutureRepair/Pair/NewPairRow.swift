import MySQLClient

/// What one table of a pair gets for a row `t` of the other one.
package struct NewPairRow {
    /// The columns that are written.
    package let columns: [String]
    /// Their values, in the same order; SQL over the row `t`, at the time of the statement.
    package let values: [Statement]

    init(key: String, from otherKey: String, _ shared: [String], _ further: [SynchronizedPair.Assignment]) {
        columns = [key] + shared + further.map(\.column)
        values =
            ["t.\(identifier: otherKey)"] + shared.map { "t.\(identifier: $0)" } + further.map(\.value.atPresent)
    }
}

extension PairTables {
    /// What the partner gets for a source row.
    package var newPartnerRow: NewPairRow {
        NewPairRow(key: partnerKey, from: sourceKey, shared, pair.newPartner)
    }

    /// What the source gets for a partner row.
    package var newSourceRow: NewPairRow { NewPairRow(key: sourceKey, from: partnerKey, shared, pair.newSource) }
}
