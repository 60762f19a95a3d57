import ArgumentParser
import Foundation
import SutureCore

struct RedirectsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redirects",
        abstract:
            "The keys that migrations have retired, the rows that stand for them, and the source files that name them.",
        discussion: """
            With --scan, the lines of a source tree that contain a retired key as a whole word; exits with 2 when there are \
            any. A key of less than six digits is told only where the line also names its table, as in institution_id. Links \
            are not followed; .git, .hg, .svn, binary files and large files are left out.
            """
    )

    @OptionGroup var options: ConnectionOptions

    @Option(help: "Only the keys of this table.")
    var table: String?

    @Option(help: "Only this key, as text; the parts of a composite one are joined by /.")
    var key: String?

    @Option(help: "The most keys to list.")
    var limit: Int = 1000

    @Option(help: "A folder, or a file, in which to look for retired keys.", completion: .directory)
    var scan: String?

    @Option(help: "With --scan, the largest file to read, in KiB.")
    var maxFileSize: Int = 2048

    private struct ListObject: Encodable {
        let redirects: [Redirect]
        let count: Int
    }

    private struct ScanObject: Encodable {
        let scan: SourceScan.Result
        let keys: Int
        let keysLeftOut: Int
    }

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit is a number of keys, 1 or more.") }
        guard maxFileSize > 0 else { throw ValidationError("--max-file-size is a number of KiB, 1 or more.") }
        if let scan, !FileManager.default.isReadableFile(atPath: scan) {
            throw ValidationError("--scan \(scan): there is no such folder, or it cannot be read.")
        }
    }

    func run() async throws {
        let most = scan == nil ? limit : .max
        let (found, emptyState) = try await RunnerSession.reading(options) { session in
            (try await session.runner.redirects(table: table, key: key, limit: most), try await session.emptyState)
        }
        if let scan {
            try show(found, scannedIn: scan)
        } else if options.format == .json {
            try JSONOutput.print(ListObject(redirects: found.redirects, count: found.count))
        } else {
            show(found, emptyState)
        }
    }

    private func show(_ found: RedirectList, _ emptyState: EmptyState?) {
        guard found.count > 0 else {
            Terminal.print(EmptyState.reason("No such key was retired", emptyState))
            return
        }
        var text = TextTable()
        text.add("table", "retired key", "survivor", "version", "")
        for redirect in found.redirects {
            let via = redirect.via.isEmpty ? "" : "via " + redirect.via.joined(separator: ", ")
            text.add(redirect.table, redirect.key, redirect.survivor, redirect.version.description, via)
        }
        Terminal.print(text.text)
        let more = found.count - found.redirects.count
        Terminal.print(
            "\(found.count.of("retired key"))\(more > 0 ? ", \(more.grouped) not listed; see --limit." : ".")"
        )
    }

    private func show(_ found: RedirectList, scannedIn path: String) throws {
        let keys = RetiredKeys(found.redirects)
        // A link that is named explicitly is followed.
        let root = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        var result = SourceScan(keys: keys, largestFile: maxFileSize * 1024).scan(root)
        result.matches = result.matches.map { $0.under(path, insteadOf: root) }
        if options.format == .json {
            try JSONOutput.print(ScanObject(scan: result, keys: found.count, keysLeftOut: keys.left))
        } else {
            show(result, keys, count: found.count)
        }
        if !result.matches.isEmpty { throw ExitCode(ExitStatus.findings) }
    }

    private func show(_ result: SourceScan.Result, _ keys: RetiredKeys, count: Int) {
        for match in result.matches {
            Terminal.print("\(match.path):\(match.line): \(match.table) \(match.key) → \(match.survivor)")
        }
        let files = Set(result.matches.map(\.path)).count
        let lines = Set(result.matches.map { "\($0.path):\($0.line)" }).count
        Terminal.print(
            "\(lines.of("line")) of \(files.of("file")) \(lines == 1 ? "names a" : "name") retired "
                + "\(lines == 1 ? "key" : "keys"); \(result.files.of("file")) read, \(count.of("key")) looked for."
        )
        let skipped = [
            (result.large, "larger than \(maxFileSize.grouped) KiB"), (result.binary, "binary"),
            (result.unreadable, "unreadable"),
        ]
        let left = skipped.filter { $0.0 > 0 }.map { "\($0.0.grouped) \($0.1)" }
        if !left.isEmpty { Terminal.print("Left out: \(left.joined(separator: ", ")).") }
        if keys.left > 0 {
            Terminal.print("\(keys.left.of("key")) of several columns or words cannot be looked for.")
        }
    }
}

extension SourceScan.Match {
    fileprivate func under(_ path: String, insteadOf root: String) -> SourceScan.Match {
        let rest = self.path.dropFirst(root.count)
        let base = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        return SourceScan.Match(path: base + rest, line: line, table: table, key: key, survivor: survivor)
    }
}
