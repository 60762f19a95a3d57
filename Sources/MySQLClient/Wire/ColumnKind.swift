internal import CMariaDB

/// The decoding of a column's values, the same for both protocols.
enum ColumnKind {
    case null, integer, unsigned, float, double, decimal, date, time, datetime, bits, text, bytes

    /// The number of the charset for bytes.
    private static let binaryCharset: UInt32 = 63

    init(_ field: MYSQL_FIELD) {
        switch field.type {
        case MYSQL_TYPE_NULL: self = .null
        case MYSQL_TYPE_TINY, MYSQL_TYPE_SHORT, MYSQL_TYPE_INT24, MYSQL_TYPE_LONG, MYSQL_TYPE_LONGLONG:
            self = field.flags & UInt32(UNSIGNED_FLAG) != 0 ? .unsigned : .integer
        case MYSQL_TYPE_YEAR: self = .integer
        case MYSQL_TYPE_FLOAT: self = .float
        case MYSQL_TYPE_DOUBLE: self = .double
        case MYSQL_TYPE_DECIMAL, MYSQL_TYPE_NEWDECIMAL: self = .decimal
        case MYSQL_TYPE_DATE, MYSQL_TYPE_NEWDATE: self = .date
        case MYSQL_TYPE_TIME: self = .time
        case MYSQL_TYPE_DATETIME, MYSQL_TYPE_TIMESTAMP: self = .datetime
        case MYSQL_TYPE_BIT: self = .bits
        case MYSQL_TYPE_JSON, MYSQL_TYPE_ENUM, MYSQL_TYPE_SET: self = .text
        case MYSQL_TYPE_GEOMETRY: self = .bytes
        default: self = field.charsetnr == Self.binaryCharset ? .bytes : .text
        }
    }

    /// Returns whether the library can read the type by the prepared protocol; it cannot read types that are newer than
    /// it.
    static func isReadable(_ type: enum_field_types) -> Bool {
        type.rawValue <= MYSQL_TYPE_BIT.rawValue
            || (MYSQL_TYPE_JSON.rawValue...MYSQL_TYPE_GEOMETRY.rawValue).contains(type.rawValue)
    }
}

/// The names and kinds of a result's columns.
struct ResultColumns {
    let names: [String]
    let kinds: [ColumnKind]
    let fields: UnsafeBufferPointer<MYSQL_FIELD>

    init(_ result: UnsafeMutablePointer<MYSQL_RES>) {
        fields = UnsafeBufferPointer(start: mysql_fetch_fields(result), count: Int(mysql_num_fields(result)))
        names = fields.map { field in
            String(decoding: UnsafeRawBufferPointer(start: field.name, count: Int(field.name_length)), as: UTF8.self)
        }
        kinds = fields.map(ColumnKind.init)
    }
}
