import Foundation

/// Reads a dump as it goes by and remembers what proves it whole: the tables that it holds and its last line.
///
/// Constant memory: only the head of each line is kept. Line breaks within values are escaped in a dump, so a row cannot
/// pass for one of these lines, and the bodies of routines, triggers and events, which keep theirs, stand between
/// `DELIMITER` lines. A table counts when its heading is followed by its own `CREATE TABLE`.
struct DumpScanner: Sendable {
    /// The tables whose structure is in the dump.
    private(set) var tables: Set<String> = []
    /// How many triggers are in the dump.
    private(set) var triggers = 0

    /// The head of the line that is being read, up to `headLimit`.
    private var head: [UInt8] = []
    private var lastLine: [UInt8] = []
    /// The table whose heading was read last, quoted as in the dump, until its structure follows.
    private var heading: [UInt8]?
    /// Whether the first table has been reached, and so the snapshot taken.
    var hasBegun: Bool { heading != nil || !tables.isEmpty || hasTrailer }

    /// Within the body of a routine, a trigger or an event.
    private var isInBody = false

    /// Holds the longest heading: 64 characters of four bytes, each a quote that is doubled, and the words before.
    private static let headLimit = 600
    private static let headingPrefix = Array("-- Table structure for table ".utf8)
    private static let createPrefix = Array("CREATE TABLE ".utf8)
    private static let bodyBegins = Array("DELIMITER ;;".utf8)
    private static let createTrigger = Array("/*!50003 CREATE*/ ".utf8)
    private static let triggerWord = Array(" TRIGGER ".utf8)
    private static let bodyEnds = Array("DELIMITER ;".utf8)
    private static let trailer = Array("-- Dump completed".utf8)

    /// Tells whether the last line that is not blank is the one that a dump program writes when it is done.
    var hasTrailer: Bool {
        (head.isEmpty ? lastLine : head).starts(with: Self.trailer)
    }

    /// Reads the next piece of the dump.
    mutating func scan(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress {
            guard let end = memchr(start, Int32(UInt8(ascii: "\n")), rest.count) else {
                appendToHead(rest)
                return
            }
            let length = start.distance(to: UnsafeRawPointer(end))
            appendToHead(rest.prefix(length))
            finishLine()
            rest = rest.dropFirst(length + 1)
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
        } else if let quoted = heading, head.starts(with: Self.createPrefix + quoted) {
            tables.insert(Self.unquoted(quoted))
            heading = nil
        }
        swap(&lastLine, &head)
    }

    /// A name without its backticks, doubled ones within made single.
    private static func unquoted(_ name: [UInt8]) -> String {
        let quote = UInt8(ascii: "`")
        guard name.count >= 2, name.first == quote, name.last == quote else {
            return String(decoding: name, as: UTF8.self)
        }
        return String(decoding: name.dropFirst().dropLast(), as: UTF8.self).replacing("``", with: "`")
    }
}
