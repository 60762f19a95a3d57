internal import CMariaDB

/// The binds of one execution in the memory that the client library reads them from.
struct ParameterArena: ~Copyable {
    let binds: UnsafeMutableBufferPointer<MYSQL_BIND>
    private let lengths: UnsafeMutableBufferPointer<UInt>
    private var buffers: [UnsafeMutableRawPointer] = []

    init(_ values: [Value]) {
        binds = .allocate(capacity: values.count)
        binds.initialize(repeating: MYSQL_BIND())
        lengths = .allocate(capacity: values.count)
        lengths.initialize(repeating: 0)
        for (position, value) in values.enumerated() { place(value, at: position) }
    }

    deinit {
        for buffer in buffers { buffer.deallocate() }
        lengths.deallocate()
        binds.deallocate()
    }

    private mutating func place(_ value: Value, at position: Int) {
        switch value {
        case .null: binds[position].buffer_type = MYSQL_TYPE_NULL
        case .integer(let number): place(number, MYSQL_TYPE_LONGLONG, at: position)
        case .unsigned(let number):
            place(number, MYSQL_TYPE_LONGLONG, at: position)
            binds[position].is_unsigned = 1
        case .double(let number): place(number, MYSQL_TYPE_DOUBLE, at: position)
        // As a decimal, because servers compare a string with a decimal column as doubles.
        case .decimal(let digits): place(bytes: digits.utf8, MYSQL_TYPE_NEWDECIMAL, at: position)
        case .text(let text): place(bytes: text.utf8, MYSQL_TYPE_VAR_STRING, at: position)
        case .bytes(let bytes): place(bytes: bytes, MYSQL_TYPE_BLOB, at: position)
        case .date(let date): place(MYSQL_TIME(date, nil), MYSQL_TYPE_DATE, at: position)
        // MySQL accepts 838 hours and a fraction in a literal and in text, but not in the binary form.
        case .time(let time) where time.hours == 838 && time.microseconds > 0:
            place(bytes: time.text.utf8, MYSQL_TYPE_VAR_STRING, at: position)
        case .time(let time): place(MYSQL_TIME(nil, time), MYSQL_TYPE_TIME, at: position)
        case .datetime(let moment): place(MYSQL_TIME(moment.date, moment.time), MYSQL_TYPE_DATETIME, at: position)
        }
    }

    private mutating func place<Content: BitwiseCopyable>(
        _ content: Content,
        _ type: enum_field_types,
        at position: Int
    ) {
        withUnsafeBytes(of: content) { place(bytes: $0, type, at: position) }
    }

    private mutating func place(bytes: some Collection<UInt8>, _ type: enum_field_types, at position: Int) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes.count), alignment: 16)
        buffer.copyBytes(from: bytes)
        if let start = buffer.baseAddress {
            buffers.append(start)
            binds[position].buffer = start
        }
        lengths[position] = UInt(bytes.count)
        binds[position].buffer_type = type
        binds[position].buffer_length = UInt(bytes.count)
        binds[position].length = lengths.baseAddress.map { $0 + position }
    }
}

extension MYSQL_TIME {
    /// Creates the parts as the library sends them: a long span as days and hours, for the hours have one byte.
    fileprivate init(_ date: CalendarDate?, _ time: ClockTime?) {
        self.init()
        if let date {
            year = UInt32(clamping: date.year)
            month = UInt32(clamping: date.month)
            day = UInt32(clamping: date.day)
        }
        if let time {
            if date == nil { day = UInt32(clamping: time.hours / 24) }
            hour = UInt32(clamping: date == nil ? time.hours % 24 : time.hours)
            minute = UInt32(clamping: time.minutes)
            second = UInt32(clamping: time.seconds)
            second_part = UInt(clamping: time.microseconds)
            neg = time.isNegative ? 1 : 0
        }
        time_type =
            switch (date, time) {
            case (nil, _): MYSQL_TIMESTAMP_TIME
            case (_, nil): MYSQL_TIMESTAMP_DATE
            default: MYSQL_TIMESTAMP_DATETIME
            }
    }
}
