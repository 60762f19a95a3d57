import Foundation
import MySQLClient
import SutureCore
import SutureRepair

/// The output of `analyze --duplicates`: the number of equal rows, and a review of similar ones.
struct DuplicatesReport: Encodable {
    private struct Review: Encodable {
        struct Row: Encodable {
            let key: String
            let text: String
        }
        struct Class: Encodable {
            let heading: String
            let rows: [Row]
        }
        let classes: [Class]
        let rows: Int
    }

    let equal: EqualRows
    let review: ReviewFile?

    private enum CodingKeys: String, CodingKey {
        case equal, near
    }

    init(of table: String, by columns: [String], near: Bool, in session: Session) throws {
        equal = try EqualRows(of: table, by: columns, in: session)
        review = near ? try ReviewFile.propose(of: table, by: columns, in: session) : nil
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(equal, forKey: .equal)
        let near = review.map { review in
            Review(
                classes: review.classes.map { each in
                    Review.Class(
                        heading: each.heading,
                        rows: each.members.map { Review.Row(key: $0.key.text, text: $0.text) }
                    )
                },
                rows: review.classes.map(\.members.count).reduce(0, +)
            )
        }
        try container.encodeIfPresent(near, forKey: .near)
    }

    /// The number of equal rows, in a sentence.
    private var equalText: String {
        let columns = equal.columns.joined(separator: ", ")
        let by = equal.collations.isEmpty ? "" : " under \(equal.collations.joined(separator: ", "))"
        guard equal.classes > 0 else {
            return "\(equal.table): no rows are equal in (\(columns))\(by), of \(equal.rows.of("row"))."
        }
        let classes = equal.classes == 1 ? "1 class" : "\(equal.classes.grouped) classes"
        return "\(equal.table): \(equal.members.grouped) rows are equal to others in (\(columns))\(by), in \(classes); "
            + "the largest has \(equal.largest.grouped). \(equal.rows.of("row")) compared."
    }

    /// Prints the numbers, and the review unless it was written to a file.
    func show(writtenTo output: String?) {
        guard let review else { return Terminal.print(equalText) }
        let rows = review.classes.map(\.members.count).reduce(0, +)
        let classes = review.classes.count == 1 ? "1 class" : "\(review.classes.count.grouped) classes"
        let found = review.classes.isEmpty ? "No rows look alike." : "\(rows.grouped) rows look alike, in \(classes)."
        guard let output else {
            // The output is the review itself, so that it can be redirected to a file.
            Terminal.print("# \(equalText)\n# \(found)\n\(review.text)")
            return
        }
        Terminal.print(equalText)
        Terminal.print("\(found) Written to \(output), for a person to decide.")
    }

    /// Writes the review to a new file, and never overwrites one: it may contain decisions.
    func writeReview(to path: String) throws {
        do {
            try Data((review?.text ?? "").utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
        } catch {
            let exists = FileManager.default.fileExists(atPath: path)
            throw SutureError(
                .reviewNotWritten,
                exists ? "The file \(path) is there already." : "The file \(path) cannot be written.",
                remedy: exists ? "Name another one, or remove it." : "Name a file in a folder that can be written to."
            )
        }
    }
}

extension SutureError.Code {
    /// A review could not be written to a file.
    static let reviewNotWritten = Self(rawValue: "review-not-written")
}
