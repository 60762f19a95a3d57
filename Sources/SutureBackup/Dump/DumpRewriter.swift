import Foundation

/// Rewrites a dump on its way to a client: omits the sandbox line of MariaDB, replaces the DEFINER of objects, and the
/// schema in views.
///
/// It uses constant memory: it reads only the head of each line, and the whole of a view's; rows pass unread. A DEFINER
/// counts where a dump program writes it: in the line of a view, and in the first such line between two `DELIMITER`
/// lines. Line breaks within values are escaped in a dump, so no row can be mistaken for one.
struct DumpRewriter: Sendable {
    /// The definers, quoted as in the dump, to be replaced by `CURRENT_USER`.
    var replaced: Set<String> = []
    /// The schema that replaces the dumped one in views.
    var rename: ViewRename?
    /// The definers found, quoted as in the dump.
    private(set) var definers: Set<String> = []

    private var head: [UInt8] = []
    private var isBehindHead = false
    private var isInBody = false
    private var hasDefiner = false

    private static let headLimit = 2_048
    private static let newline = UInt8(ascii: "\n")
    private static let delimiter = Array("DELIMITER ;".utf8)
    private static let sandbox = ["/*M!999999\\- ", "/*!999999\\- "].map { Array($0.utf8) }
    private static let view = Array("/*!50013 DEFINER=".utf8)
    private static let viewText = Array("/*!50001 VIEW ".utf8)
    private static let bodies = [
        "CREATE DEFINER=", "/*!50003 CREATE*/ /*!50017 DEFINER=", "/*!50003 CREATE*/ /*!50020 DEFINER=",
        "/*!50106 CREATE*/ /*!50117 DEFINER=",
    ]
    .map { Array($0.utf8) }

    /// Returns the output for the next piece.
    mutating func rewrite(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count + Self.headLimit)
        var rest = bytes[...]
        while !rest.isEmpty {
            let end = rest.withUnsafeBytes { buffer in
                buffer.baseAddress.flatMap { memchr($0, Int32(Self.newline), buffer.count) }
                    .map { buffer.baseAddress?.distance(to: UnsafeRawPointer($0)) ?? 0 }
            }
            let line = end.map { rest.prefix($0 + 1) } ?? rest
            rest = rest.dropFirst(line.count)
            if isBehindHead || head.isEmpty && !tells(line.first) {
                output += line
            } else {
                head += line
                guard end != nil || head.count >= Self.headLimit && !isRenamed else { break }
                output += finishHead()
            }
            isBehindHead = end == nil
        }
        return output
    }

    /// Returns whether a line with this first character may need a change, or marks where bodies begin and end.
    private func tells(_ first: UInt8?) -> Bool {
        first == UInt8(ascii: "/") || first == UInt8(ascii: "C") || first == UInt8(ascii: "D")
    }

    /// True if the current line is that of a view which gets another schema.
    private var isRenamed: Bool { rename != nil && !isInBody && head.starts(with: Self.viewText) }

    /// Returns the remaining output at the end of the dump.
    mutating func finish() -> [UInt8] {
        head.isEmpty ? [] : finishHead()
    }

    private mutating func finishHead() -> [UInt8] {
        defer { head.removeAll(keepingCapacity: true) }
        if Self.sandbox.contains(where: { head.starts(with: $0) }) { return [] }
        if head.starts(with: Self.delimiter) {
            isInBody = head.dropFirst(Self.delimiter.count).first == UInt8(ascii: ";")
            hasDefiner = false
        }
        if isRenamed, let rename { return rename.apply(to: head) }
        let prefixes = isInBody ? Self.bodies : [Self.view]
        guard !(isInBody && hasDefiner), let prefix = prefixes.first(where: { head.starts(with: $0) }) else {
            return head
        }
        hasDefiner = true
        let length = Self.accountLength(head.dropFirst(prefix.count))
        let definer = String(decoding: head.dropFirst(prefix.count).prefix(length), as: UTF8.self)
        guard !definer.isEmpty else { return head }
        definers.insert(definer)
        guard replaced.contains(definer) else { return head }
        return prefix + Array("CURRENT_USER".utf8) + head.dropFirst(prefix.count + length)
    }

    /// Returns the length of a quoted account, or of a quoted role.
    private static func accountLength(_ text: ArraySlice<UInt8>) -> Int {
        func nameLength(_ text: ArraySlice<UInt8>) -> Int {
            guard text.first == UInt8(ascii: "`") else { return 0 }
            var length = 1
            var rest = text.dropFirst()
            while let byte = rest.first {
                length += 1
                rest = rest.dropFirst()
                guard byte == UInt8(ascii: "`") else { continue }
                guard rest.first == UInt8(ascii: "`") else { return length }
                length += 1
                rest = rest.dropFirst()
            }
            return 0
        }
        let user = nameLength(text)
        guard user > 0, text.dropFirst(user).first == UInt8(ascii: "@") else { return user }
        let host = nameLength(text.dropFirst(user + 1))
        return host == 0 ? 0 : user + 1 + host
    }
}
