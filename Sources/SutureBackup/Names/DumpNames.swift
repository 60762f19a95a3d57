import Foundation
import SutureCore

/// Reads a dump as it goes by, and remembers which schemas its views, routines, triggers and events name.
///
/// Memory holds one such object at a time. A server writes its own schema's name into a view of MariaDB; into the body of
/// a routine, a trigger or an event people write it.
struct DumpNames {
    private let schema: String
    private let known: Set<String>

    /// Views that name the schema, and can be given another one.
    private(set) var renamedViews: Set<String> = []
    /// What cannot be given another schema, a line each.
    private(set) var fixed: [String] = []
    /// What views read of other schemas, with the views.
    private(set) var outside: [SchemaNames.Object: String] = [:]

    private var line: [UInt8] = []
    private var isSkipping = false
    private var body: [UInt8]?

    /// Line beginnings of the parts that are read; both servers write them so.
    private static let view = Array("/*!50001 VIEW ".utf8)
    private static let delimiter = Array("DELIMITER ".utf8)
    private static let bodyEnd = Array("DELIMITER ;".utf8)
    private static let kinds: Set<String> = ["TRIGGER", "EVENT", "PROCEDURE", "FUNCTION", "PACKAGE"]

    /// - Parameters:
    ///   - schema: The schema that was dumped.
    ///   - known: Its tables, views, routines and sequences.
    init(schema: String, known: Set<String>) {
        self.schema = schema
        self.known = known
    }

    /// Reads the next piece of the dump.
    mutating func scan(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            var start = 0
            while start < buffer.count {
                let end = memchr(base + start, Int32(UInt8(ascii: "\n")), buffer.count - start)
                    .map { base.distance(to: UnsafeRawPointer($0)) }
                take(buffer[start..<(end ?? buffer.count)], endsLine: end != nil)
                start = (end ?? buffer.count) + 1
            }
        }
    }

    private mutating func take(_ bytes: Slice<UnsafeRawBufferPointer>, endsLine: Bool) {
        if !isSkipping {
            line.append(contentsOf: bytes)
            isSkipping = body == nil && !Self.canMatter(line)
        }
        guard endsLine else { return }
        if !isSkipping { finishLine() }
        line.removeAll(keepingCapacity: true)
        isSkipping = false
    }

    /// Whether a line outside of a body can be one that is read, as far as it is known.
    private static func canMatter(_ line: [UInt8]) -> Bool {
        [view, delimiter].contains { line.count < $0.count ? $0.starts(with: line) : line.starts(with: $0) }
    }

    private mutating func finishLine() {
        if line.starts(with: Self.delimiter) {
            if let body { noteBody(body) }
            let ends = line.filter { $0 > 32 } == Self.bodyEnd.filter { $0 > 32 }
            body = ends ? nil : []
        } else if body != nil {
            body?.append(contentsOf: line + [UInt8(ascii: "\n")])
        } else if line.starts(with: Self.view) {
            noteView(line)
        }
    }

    private mutating func noteView(_ text: [UInt8]) {
        let names = SchemaNames(text)
        let view = names.first(after: ["VIEW"])?.name ?? ""
        for object in names.objects(outside: schema) { outside[object] = "view \(view)" }
        for (name, meaning) in names.beginning(with: schema, known: known) {
            switch meaning {
            case .schema: renamedViews.insert(view)
            case .table: break
            case .unclear:
                fixed.append("view \(view): \(name.parts.joined(separator: ".")) can mean the schema or an alias")
            }
        }
    }

    private mutating func noteBody(_ text: [UInt8]) {
        let names = SchemaNames(text)
        let mentions = names.mentions(of: schema, known: known)
        guard !mentions.isEmpty else { return }
        let title = names.first(after: Self.kinds).map { "\($0.keyword) \($0.name)" } ?? "a routine"
        fixed.append("\(title) names \(mentions.joined(separator: ", "))")
    }
}

/// Gives the views of a dump another schema.
struct ViewRename: Sendable {
    let from: String
    let to: String
    let known: Set<String>

    /// The text of a view in which what names the one schema names the other.
    func apply(to text: [UInt8]) -> [UInt8] {
        SchemaNames(text).replacing(from, with: "`\(to.replacing("`", with: "``"))`.", known: known)
    }
}
