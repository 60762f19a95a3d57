internal import CMariaDB

/// The memory that the client library writes a row of a prepared statement into.
///
/// Strings get a small buffer; a longer one is fetched again into memory of its own length.
struct ResultArena: ~Copyable {
    private static let shortString = 512

    let binds: UnsafeMutableBufferPointer<MYSQL_BIND>
    private let lengths: UnsafeMutableBufferPointer<UInt>
    private let nulls: UnsafeMutableBufferPointer<my_bool>
    private let buffers: UnsafeMutableRawBufferPointer
    private let columns: ResultColumns

    init(_ columns: ResultColumns) {
        self.columns = columns
        let count = columns.kinds.count
        binds = .allocate(capacity: count)
        binds.initialize(repeating: MYSQL_BIND())
        lengths = .allocate(capacity: count)
        lengths.initialize(repeating: 0)
        nulls = .allocate(capacity: count)
        nulls.initialize(repeating: 0)
        buffers = .allocate(byteCount: max(1, count * Self.shortString), alignment: 16)
        for position in columns.kinds.indices {
            let (type, size) = Self.buffer(for: columns.kinds[position])
            binds[position].buffer_type = type
            binds[position].buffer_length = UInt(size)
            binds[position].buffer = buffers.baseAddress.map { $0 + position * Self.shortString }
            binds[position].is_unsigned = columns.kinds[position] == .unsigned ? 1 : 0
            binds[position].length = lengths.baseAddress.map { $0 + position }
            binds[position].is_null = nulls.baseAddress.map { $0 + position }
        }
    }

    deinit {
        buffers.deallocate()
        nulls.deallocate()
        lengths.deallocate()
        binds.deallocate()
    }

    private static func buffer(for kind: ColumnKind) -> (type: enum_field_types, size: Int) {
        switch kind {
        case .null: (MYSQL_TYPE_NULL, 0)
        case .integer, .unsigned: (MYSQL_TYPE_LONGLONG, MemoryLayout<Int64>.size)
        case .float: (MYSQL_TYPE_FLOAT, MemoryLayout<Float>.size)
        case .double: (MYSQL_TYPE_DOUBLE, MemoryLayout<Double>.size)
        case .date: (MYSQL_TYPE_DATE, MemoryLayout<MYSQL_TIME>.size)
        case .time: (MYSQL_TYPE_TIME, MemoryLayout<MYSQL_TIME>.size)
        case .datetime: (MYSQL_TYPE_DATETIME, MemoryLayout<MYSQL_TIME>.size)
        case .decimal, .text: (MYSQL_TYPE_STRING, shortString)
        case .bits, .bytes: (MYSQL_TYPE_BLOB, shortString)
        }
    }

    /// Returns the values of the row that was fetched last.
    func values(of statement: UnsafeMutablePointer<MYSQL_STMT>) throws -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(columns.kinds.count)
        for position in columns.kinds.indices {
            values.append(nulls[position] != 0 ? .null : try value(at: position, of: statement))
        }
        return values
    }

    private func value(at position: Int, of statement: UnsafeMutablePointer<MYSQL_STMT>) throws -> Value {
        let start = position * Self.shortString
        let buffer = UnsafeRawBufferPointer(rebasing: buffers[start..<start + Self.shortString])
        switch columns.kinds[position] {
        case .null: return .null
        case .integer: return .integer(buffer.load(as: Int64.self))
        case .unsigned: return .unsigned(buffer.load(as: UInt64.self))
        case .float: return .double(Double(buffer.load(as: Float.self)))
        case .double: return .double(buffer.load(as: Double.self))
        case .date: return .date(CalendarDate(buffer.load(as: MYSQL_TIME.self)))
        case .time: return .time(ClockTime(buffer.load(as: MYSQL_TIME.self)))
        case .datetime:
            let parts = buffer.load(as: MYSQL_TIME.self)
            return .datetime(CalendarDateTime(date: CalendarDate(parts), time: ClockTime(parts)))
        case .decimal, .text, .bits, .bytes:
            let length = Int(lengths[position])
            guard length > Self.shortString else {
                return columns.kinds[position].decode(string: UnsafeRawBufferPointer(rebasing: buffer.prefix(length)))
            }
            return try longValue(at: position, length: length, of: statement)
        }
    }

    private func longValue(
        at position: Int,
        length: Int,
        of statement: UnsafeMutablePointer<MYSQL_STMT>
    ) throws -> Value {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 1)
        defer { memory.deallocate() }
        var bind = MYSQL_BIND()
        bind.buffer_type = binds[position].buffer_type
        bind.buffer = memory.baseAddress
        bind.buffer_length = UInt(length)
        guard mysql_stmt_fetch_column(statement, &bind, UInt32(position), 0) == 0 else {
            throw MySQLError(statement: statement)
        }
        return columns.kinds[position].decode(string: UnsafeRawBufferPointer(memory))
    }
}

extension CalendarDate {
    fileprivate init(_ parts: MYSQL_TIME) {
        self.init(year: Int(parts.year), month: Int(parts.month), day: Int(parts.day))
    }
}

extension ClockTime {
    fileprivate init(_ parts: MYSQL_TIME) {
        self.init(
            isNegative: parts.neg != 0,
            hours: Int(parts.hour),
            minutes: Int(parts.minute),
            seconds: Int(parts.second),
            microseconds: Int(parts.second_part)
        )
    }
}
