import MySQLClient

/// The new row of one table of a pair for a row `t` of the other one.
package struct NewPairRow {
    /// The columns to write.
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
    /// The new partner for a source row.
    package var newPartnerRow: NewPairRow {
        NewPairRow(key: partnerKey, from: sourceKey, shared, pair.newPartner)
    }

    /// The new source for a partner row.
    package var newSourceRow: NewPairRow { NewPairRow(key: sourceKey, from: partnerKey, shared, pair.newSource) }
}
