extension ColumnKind {
    /// Decodes a value of the text protocol.
    func decode(text bytes: UnsafeRawBufferPointer) throws -> Value {
        switch self {
        case .null: return .null
        case .text, .bytes, .bits: return decode(string: bytes)
        case .decimal: return .decimal(String(decoding: bytes, as: UTF8.self))
        case .integer: if let number = Int64(ascii(bytes)) { return .integer(number) }
        case .unsigned: if let number = UInt64(ascii(bytes)) { return .unsigned(number) }
        case .float: if let number = Float(ascii(bytes)) { return .double(Double(number)) }
        case .double: if let number = Double(ascii(bytes)) { return .double(number) }
        case .date: if let date = CalendarDate(text: bytes) { return .date(date) }
        case .time: if let time = ClockTime(text: bytes) { return .time(time) }
        case .datetime: if let moment = CalendarDateTime(text: bytes) { return .datetime(moment) }
        }
        throw MySQLError(
            code: .valueNotConvertible,
            message: "The server sent a value of kind \(self) in a form that is not known."
        )
    }

    /// Decodes a value that both protocols send in the same form.
    func decode(string bytes: UnsafeRawBufferPointer) -> Value {
        switch self {
        case .decimal: .decimal(String(decoding: bytes, as: UTF8.self))
        case .bits: .unsigned(bytes.reduce(0) { $0 << 8 | UInt64($1) })
        case .text: String(validating: bytes, as: UTF8.self).map { .text($0) } ?? .bytes(Array(bytes))
        default: .bytes(Array(bytes))
        }
    }

    private func ascii(_ bytes: UnsafeRawBufferPointer) -> String { String(decoding: bytes, as: UTF8.self) }
}
