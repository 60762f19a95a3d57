import MySQLClient

/// One table of the sample: its definition, its rows in the first block, and the differences in later blocks.
struct SampleTable: Sendable {
    /// The variation of a column in a later block.
    enum Variation: Sendable {
        /// A number that is moved by the block's offset; NULL stays.
        case identifier
        /// A name with the block's number behind it; spaces at its end stay at its end.
        case name
        /// An email with the block's number before the sign; NULL and blank stay.
        case email
        /// A web address with the block's number in its host; NULL and blank stay.
        case website
        /// A document's number with the block's number behind it.
        case documentNumber
    }

    /// The table's name.
    let name: String
    /// The statement that creates it with its columns and its primary key.
    let definition: String
    /// The secondary keys and foreign keys, which are added after the rows: sorting once is faster than maintaining
    /// them.
    let keys: [String]
    /// The columns in the order of a row's values.
    let columns: [String]
    /// The columns that differ from block to block.
    let variations: [String: Variation]
    /// The rows of the first block.
    let rows: @Sendable (SchoolSample.Troubles) -> [[Value]]

    /// Every table in the order of creation.
    static let all: [SampleTable] = [
        institutions, users, students, courses, enrollments, departments, institutionSettings, rooms, invoices,
        bookings, partnerships, auditLog,
    ]

    /// The distance of the identifiers of two consecutive blocks; no table has as many rows per block.
    static let stride = 1_000

    /// The options that every table is created with, so that both vendors compare text alike.
    static let options = "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci"
}

extension Value {
    /// Returns an identifier.
    static func identifier(_ number: Int) -> Value {
        .unsigned(UInt64(number))
    }

    /// Returns an identifier or NULL.
    static func identifier(_ number: Int?) -> Value {
        number.map { .unsigned(UInt64($0)) } ?? .null
    }

    /// Returns a text or NULL.
    static func text(_ text: String?) -> Value {
        text.map { .text($0) } ?? .null
    }
}
