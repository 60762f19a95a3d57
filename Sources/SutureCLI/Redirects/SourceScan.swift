import Foundation
import SutureCore

/// Searches the files of a source tree for retired keys.
///
/// Links are not followed, so the walk ends. Folders of version control, binary files and large files are skipped.
struct SourceScan {
    let keys: RetiredKeys
    /// The size in bytes of the largest file to read.
    let largestFile: Int

    struct Match: Encodable {
        let path: String
        let line: Int
        let table: String
        let key: String
        let survivor: String
    }

    struct Result: Encodable {
        var matches: [Match] = []
        var files = 0
        var large = 0
        var binary = 0
        var unreadable = 0
    }

    private static let skipped: Set<String> = [".git", ".hg", ".svn"]

    /// Scans a folder, or one file, in the order of the names.
    func scan(_ path: String) -> Result {
        var result = Result()
        visit(path, &result)
        return result
    }

    private func visit(_ path: String, _ result: inout Result) {
        let manager = FileManager.default
        guard let attributes = try? manager.attributesOfItem(atPath: path) else {
            result.unreadable += 1
            return
        }
        switch attributes[.type] as? FileAttributeType {
        case .typeDirectory:
            guard let names = try? manager.contentsOfDirectory(atPath: path) else {
                result.unreadable += 1
                return
            }
            for name in names.sorted() where !Self.skipped.contains(name) {
                visit(path.hasSuffix("/") ? path + name : "\(path)/\(name)", &result)
            }
        case .typeRegular:
            if (attributes[.size] as? Int ?? 0) > largestFile {
                result.large += 1
            } else {
                read(path, &result)
            }
        default:
            break
        }
    }

    private func read(_ path: String, _ result: inout Result) {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) else {
            result.unreadable += 1
            return
        }
        // The same test for binary files as in version control.
        guard !data.prefix(8000).contains(0) else {
            result.binary += 1
            return
        }
        result.files += 1
        result.matches += data.withUnsafeBytes { WordScan(keys: keys).matches(in: $0) }
            .map { match in
                let redirect = match.redirect
                return Match(
                    path: path,
                    line: match.line,
                    table: redirect.table,
                    key: redirect.key,
                    survivor: redirect.survivor
                )
            }
    }
}
