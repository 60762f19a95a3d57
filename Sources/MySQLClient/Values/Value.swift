/// One value of a row, or one bind of a statement.
///
/// The case follows the type of the column: `BIGINT UNSIGNED` gives ``unsigned(_:)`` and `DECIMAL` gives
/// ``decimal(_:)``, whatever the number. `BIT` columns give ``unsigned(_:)``, `YEAR` gives ``integer(_:)``, `ENUM`,
/// `SET` and `JSON` give ``text(_:)``, geometries and binary strings give ``bytes(_:)``.
///
/// Descriptions never show the content, so that a value cannot reach a log by accident.
///
/// - Note: Equality compares integers by number, whichever of the two integer cases holds them.
public enum Value: Sendable {
    /// SQL `NULL`.
    case null
    /// A signed integer.
    case integer(Int64)
    /// An unsigned integer, or the bits of a `BIT` column.
    case unsigned(UInt64)
    /// A `DOUBLE`, or a `FLOAT` widened without rounding.
    ///
    /// Servers round `FLOAT` to six digits in statements without binds; cast to `DOUBLE` to read all of it.
    case double(Double)
    /// An exact number in the server's notation, up to 65 digits.
    case decimal(String)
    /// Characters.
    case text(String)
    /// A binary string.
    case bytes([UInt8])
    /// A `DATE`, zero dates included.
    case date(CalendarDate)
    /// A `TIME`, which is a span and may be negative.
    case time(ClockTime)
    /// A `DATETIME` or `TIMESTAMP`; timestamps are in UTC, the time zone of every session.
    case datetime(CalendarDateTime)
}

extension Value {
    /// True if the value is `NULL`.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }
}

extension Value: Hashable {
    /// Compares the contents; integers are compared by number.
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.integer(let left), .integer(let right)): left == right
        case (.unsigned(let left), .unsigned(let right)): left == right
        case (.integer(let left), .unsigned(let right)): left == right
        case (.unsigned(let left), .integer(let right)): left == right
        case (.double(let left), .double(let right)): left == right
        case (.decimal(let left), .decimal(let right)): left == right
        case (.text(let left), .text(let right)): left.utf8.elementsEqual(right.utf8)
        case (.bytes(let left), .bytes(let right)): left == right
        case (.date(let left), .date(let right)): left == right
        case (.time(let left), .time(let right)): left == right
        case (.datetime(let left), .datetime(let right)): left == right
        default: false
        }
    }

    /// Hashes the content, such that equal numbers in the two integer cases have one hash.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .integer(let number): hasher.combine(UInt64(bitPattern: number))
        case .unsigned(let number): hasher.combine(number)
        case .double(let number): hasher.combine(number)
        case .decimal(let digits): hasher.combine(digits)
        case .text(var text): text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        case .bytes(let bytes): hasher.combine(bytes)
        case .date(let date): hasher.combine(date)
        case .time(let time): hasher.combine(time)
        case .datetime(let moment): hasher.combine(moment)
        }
    }
}

extension Value: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind and size of the value, never its content.
    public var description: String {
        switch self {
        case .null: "null"
        case .integer: "integer"
        case .unsigned: "unsigned"
        case .double: "double"
        case .decimal(let digits): "decimal(\(digits.utf8.count) characters)"
        case .text(let text): "text(\(text.count) characters)"
        case .bytes(let bytes): "bytes(\(bytes.count))"
        case .date: "date"
        case .time: "time"
        case .datetime: "datetime"
        }
    }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// A mirror without children, so that `dump` shows no content either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
