import Foundation
import SutureCore

/// Scans a dump, and records which schemas its views, routines, triggers and events name.
///
/// Memory holds one such object at a time. MariaDB itself writes its schema's name into a view; in the body of a
/// routine, a trigger or an event, people write it.
struct DumpNames {
    private let schema: String
    private let known: Set<String>

    /// Views that name the schema and can be given another one.
    private(set) var renamedViews: Set<String> = []
    /// Objects that cannot be given another schema, one per line.
    private(set) var fixed: [String] = []
    /// The objects of other schemas that views read, with the views.
    private(set) var outside: [SchemaNames.Object: String] = [:]

    private var line: [UInt8] = []
    private var isSkipping = false
    private var body: [UInt8]?

    /// The beginnings of the relevant lines; both servers write them this way.
    private static let view = Array("/*!50001 VIEW ".utf8)
    private static let delimiter = Array("DELIMITER ".utf8)
    private static let bodyEnd = Array("DELIMITER ;".utf8)
    private static let kinds: Set<String> = ["TRIGGER", "EVENT", "PROCEDURE", "FUNCTION", "PACKAGE"]

    /// - Parameters:
    ///   - schema: The dumped schema.
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

    /// Returns whether a line outside of a body may be relevant, as far as it is known.
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

/// Replaces the schema in the views of a dump.
struct ViewRename: Sendable {
    let from: String
    let to: String
    let known: Set<String>

    /// Returns the text of a view with the one schema replaced by the other.
    func apply(to text: [UInt8]) -> [UInt8] {
        SchemaNames(text).replacing(from, with: "`\(to.replacing("`", with: "``"))`.", known: known)
    }
}
