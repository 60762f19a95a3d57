extension Bool: ValueConvertible {
    /// 1 for true and 0 for false.
    public var value: Value { .integer(self ? 1 : 0) }

    /// Reads a number; any but zero is true.
    public init(value: Value) throws {
        switch value {
        case .integer(let number): self = number != 0
        case .unsigned(let number): self = number != 0
        default: throw Self.mismatch(value)
        }
    }
}

extension Double: ValueConvertible {
    /// The number.
    public var value: Value { .double(self) }

    /// Reads any number; integers and decimals are rounded to the nearest double.
    public init(value: Value) throws {
        switch value {
        case .double(let number): self = number
        case .integer(let number): self = Double(number)
        case .unsigned(let number): self = Double(number)
        case .decimal(let digits):
            guard let number = Double(digits) else { throw Self.mismatch(value) }
            self = number
        default: throw Self.mismatch(value)
        }
    }
}

extension String: ValueConvertible {
    /// The characters.
    public var value: Value { .text(self) }

    /// Reads text, a decimal, or bytes that are valid UTF-8.
    public init(value: Value) throws {
        switch value {
        case .text(let text): self = text
        case .decimal(let digits): self = digits
        case .bytes(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else { throw Self.mismatch(value) }
            self = text
        default: throw Self.mismatch(value)
        }
    }
}

extension Array: ValueEncodable where Element == UInt8 {
    /// The bytes.
    public var value: Value { .bytes(self) }
}

extension Array: ValueDecodable where Element == UInt8 {
    /// Reads bytes, or the UTF-8 of text.
    public init(value: Value) throws {
        switch value {
        case .bytes(let bytes): self = bytes
        case .text(let text): self = Array(text.utf8)
        default: throw Self.mismatch(value)
        }
    }
}

extension CalendarDate: ValueConvertible {
    /// The date.
    public var value: Value { .date(self) }

    /// Reads a date.
    public init(value: Value) throws {
        guard case .date(let date) = value else { throw Self.mismatch(value) }
        self = date
    }
}

extension ClockTime: ValueConvertible {
    /// The time.
    public var value: Value { .time(self) }

    /// Reads a time.
    public init(value: Value) throws {
        guard case .time(let time) = value else { throw Self.mismatch(value) }
        self = time
    }
}

extension CalendarDateTime: ValueConvertible {
    /// The moment.
    public var value: Value { .datetime(self) }

    /// Reads a moment.
    public init(value: Value) throws {
        guard case .datetime(let moment) = value else { throw Self.mismatch(value) }
        self = moment
    }
}
