import MySQLClient
import SutureCore
import SutureRepair

/// The meaning of a refused write for a pair.
struct ServerRefusal {
    let error: MySQLError
    let tables: PairTables

    /// True if another program has created the row meanwhile, so that the work has to begin anew.
    var isLateRow: Bool { error.code == .duplicateEntry && key == "PRIMARY" }

    /// The error of the pair, or nil if the refusal does not concern its rows.
    var pairError: PairError? {
        switch error.code {
        case .duplicateEntry:
            let columns = uniqueColumns
            return PairError(
                .valueTaken,
                "Another row holds the value of \(columns), which is unique.",
                remedy: "Give a value of its own, or look whether this is one person under two keys."
            )
        case .dataTooLong,
            .dataTruncated where error.code == .dataTooLong || isText:
            return PairError(
                .valueTooLong,
                "A value is longer than \(column.map { "column \($0)" } ?? "its column").",
                remedy: "Shorten it, or make the column longer in both tables."
            )
        case .columnNotNullable, Self.noDefault:
            return PairError(
                .valueMissing,
                "A column of the new row needs a value: \(error.message).",
                remedy: "Give it with the call, or name it in the description of the pair."
            )
        case .outOfRange, .dataTruncated, .incorrectValue, .incorrectValueForColumn, .signal, Self.check,
            Self.checkOfMariaDB:
            return PairError(
                .valueRefused,
                "The server refuses a value: \(error.message).",
                remedy: "Give a value of the column's type that the checks and triggers of the table take."
            )
        case .rowIsReferenced:
            return PairError(
                .stillReferenced,
                "Rows of other tables refer to the row or to those that would go with it.",
                remedy: "Delete them first, or let the policy of the call do so."
            )
        case .noReferencedRow:
            return PairError(
                .parentMissing,
                "A foreign key of the new row has no parent.",
                remedy: "Create the parent first."
            )
        default:
            return nil
        }
    }

    private static let noDefault = MySQLError.Code(rawValue: 1364)
    private static let check = MySQLError.Code(rawValue: 3819)
    private static let checkOfMariaDB = MySQLError.Code(rawValue: 4025)

    /// The name of the unique key, which MySQL prefixes with its table's name.
    private var key: String? { quoted(after: " for key ")?.split(separator: ".").last.map(String.init) }

    private var column: String? { quoted(after: " for column ") }

    /// True if the column holds text other than a list; in some statements MySQL reports excess length this way.
    private var isText: Bool {
        guard let column else { return false }
        return [tables.source, tables.partner].compactMap { $0.column(column) }
            .contains { $0.dataType.hasSuffix("char") || $0.dataType.hasSuffix("text") }
    }

    private var uniqueColumns: String {
        guard let key else { return "a unique key" }
        let index = (tables.source.uniqueIndexes + tables.partner.uniqueIndexes).first { $0.name == key }
        return index?.columnNames.joined(separator: ", ") ?? key
    }

    private func quoted(after marker: String) -> String? {
        guard let tail = error.message.split(separator: marker, omittingEmptySubsequences: false).last else {
            return nil
        }
        return tail == error.message[...] ? nil : tail.split(separator: "'").first.map(String.init)
    }
}
