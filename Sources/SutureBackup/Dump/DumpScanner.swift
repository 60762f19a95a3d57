import Foundation

/// Scans a dump and records the evidence that it is complete: the tables that it contains and its last line.
///
/// It uses constant memory: only the head of each line is stored, and nothing of rows. Line breaks within values are
/// escaped in a dump, so a row cannot be mistaken for one of these lines, and the bodies of routines, triggers and
/// events, which contain line breaks, are between `DELIMITER` lines. A table counts if its heading is followed by its
/// own `CREATE TABLE`.
struct DumpScanner: Sendable {
    /// The tables whose structure is in the dump.
    private(set) var tables: Set<String> = []
    /// The sequences whose structure is in the dump.
    private(set) var sequences: Set<String> = []
    /// True if the default of a column names a sequence, and with it the dumped schema.
    private(set) var namesSequences = false
    /// The number of triggers in the dump.
    private(set) var triggers = 0

    /// The head of the current line, up to `headLimit`.
    private var head: [UInt8] = []
    private var lastLine: [UInt8] = []
    /// The last heading of a table or sequence, quoted as in the dump, until its structure follows.
    private var heading: [UInt8]?
    /// True within an irrelevant line.
    private var isSkipping = false
    /// True within the structure of a table.
    private var isInTable = false
    /// True if the first table has been reached, and so the snapshot taken.
    var hasBegun: Bool { heading != nil || !tables.isEmpty || !sequences.isEmpty || hasTrailer }

    /// True within the body of a routine, a trigger or an event.
    private var isInBody = false

    /// The length of the longest heading: 64 characters of four bytes, each a doubled quote, and the words before.
    private static let headLimit = 600
    private static let newline = UInt8(ascii: "\n")
    private static let headingPrefix = Array("-- Table structure for table ".utf8)
    private static let sequencePrefix = Array("-- Sequence structure for ".utf8)
    private static let createPrefix = Array("CREATE TABLE ".utf8)
    private static let createSequence = Array("CREATE SEQUENCE ".utf8)
    private static let nextValue = Array("nextval(`".utf8)
    private static let bodyBegins = Array("DELIMITER ;;".utf8)
    private static let createTrigger = Array("/*!50003 CREATE*/ ".utf8)
    private static let triggerWord = Array(" TRIGGER ".utf8)
    private static let bodyEnds = Array("DELIMITER ;".utf8)
    private static let trailer = Array("-- Dump completed".utf8)

    /// True if the last line that is not blank is the one that a dump program writes at its end.
    var hasTrailer: Bool {
        (head.isEmpty ? lastLine : head).starts(with: Self.trailer)
    }

    /// Reads the next piece of the dump.
    mutating func scan(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        var start = 0
        while start < bytes.count {
            if head.isEmpty, !isSkipping, !tells(bytes[start]) {
                isSkipping = true
                lastLine.removeAll(keepingCapacity: true)
            }
            let end = memchr(base + start, Int32(Self.newline), bytes.count - start)
                .map { base.distance(to: UnsafeRawPointer($0)) }
            if !isSkipping { appendToHead(bytes[start..<(end ?? bytes.count)]) }
            guard let end else { return }
            if !isSkipping { finishLine() }
            isSkipping = false
            start = end + 1
        }
    }

    /// Returns whether a line with this first character can be relevant; rows, which are most lines, cannot.
    private func tells(_ first: UInt8) -> Bool {
        switch first {
        case UInt8(ascii: "-"), UInt8(ascii: "C"), UInt8(ascii: "D"), UInt8(ascii: "/"), UInt8(ascii: "\r"),
            Self.newline:
            true
        default: isInTable
        }
    }

    private mutating func appendToHead(_ bytes: Slice<UnsafeRawBufferPointer>) {
        let room = Self.headLimit - head.count
        if room > 0 {
            head.append(contentsOf: bytes.prefix(room))
        }
    }

    private mutating func finishLine() {
        defer { head.removeAll(keepingCapacity: true) }
        if isInTable {
            namesSequences = namesSequences || head.contains(Self.nextValue)
            isInTable = head.first != UInt8(ascii: ")")
        }
        if head.last == UInt8(ascii: "\r") {
            head.removeLast()
        }
        guard !head.isEmpty else { return }
        if head.starts(with: Self.bodyEnds) {
            isInBody = head.starts(with: Self.bodyBegins)
        } else if isInBody {
            if head.starts(with: Self.createTrigger), head.contains(Self.triggerWord) { triggers += 1 }
            lastLine.removeAll(keepingCapacity: true)
            return
        } else if head.starts(with: Self.headingPrefix) {
            heading = Array(head.dropFirst(Self.headingPrefix.count))
        } else if head.starts(with: Self.sequencePrefix) {
            heading = Array(head.dropFirst(Self.sequencePrefix.count))
        } else if let quoted = heading, head.starts(with: Self.createPrefix + quoted) {
            tables.insert(Self.unquoted(quoted))
            heading = nil
            isInTable = true
        } else if let quoted = heading, head.starts(with: Self.createSequence + quoted) {
            sequences.insert(Self.unquoted(quoted))
            heading = nil
        }
        swap(&lastLine, &head)
    }

    /// Returns a name without its backticks, with doubled ones within made single.
    private static func unquoted(_ name: [UInt8]) -> String {
        let quote = UInt8(ascii: "`")
        guard name.count >= 2, name.first == quote, name.last == quote else {
            return String(decoding: name, as: UTF8.self)
        }
        return String(decoding: name.dropFirst().dropLast(), as: UTF8.self).replacing("``", with: "`")
    }
}
