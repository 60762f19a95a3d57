import MySQLClient
import SutureCore

/// The effect of rules over pairs, lists of rows and a review on the classes of equal rows.
///
/// First, rules that keep rows apart split the classes of equal rows; a class with an ambiguous division is left
/// unchanged. Then the review joins rows, each with its duplicates. It may not join rows that are kept apart: that is a
/// contradiction, which stops the merge.
struct ClassDecisions {
    private(set) var members: ClassMembers
    private(set) var notes: [Note] = []

    private let table: Table
    private let review: ReviewFile?
    private var rows: DecidedRows
    private var apart = RowPairs()
    /// The rows of classes with an ambiguous division.
    private var alone: Set<Int> = []

    /// Makes the decisions.
    ///
    /// - Parameters:
    ///   - step: The merge.
    ///   - table: Its table.
    ///   - session: The session.
    ///   - isRepeated: True if named rows may already have been merged.
    /// - Throws: `SutureError`, `MySQLError`.
    init(step: MergeDuplicates, table: Table, session: Session, isRepeated: Bool = true) throws {
        self.table = table
        members = try step.members(of: table)
        review = try step.reviewed?.file(for: table)
        rows = DecidedRows(members: members, session: session)
        try keepListedApart(step.rules.keptApart, isRepeated)
        let decided = try findReviewed(isRepeated)
        for condition in step.rules.conditions {
            for (left, right) in try rows.pairs(where: condition) { apart.insert(left, right) }
        }
        let classes = try rows.classes()
        var sets = DisjointSets(count: rows.keys.count)
        divide(classes, into: &sets)
        let merged = join(decided, into: &sets)
        members.decided.entries = entries(decided, &sets)
        try refuseContradictions(decided, merged, step.rules.conditions, &sets)
    }

    private mutating func keepListedApart(_ lists: [[String]], _ isRepeated: Bool) throws {
        for list in lists {
            let found = try rows.find(list.compactMap { RowKey(text: $0) })
            let missing = zip(list, found).filter { $1 == nil }.map(\.0)
            tellMissing(missing, "The rule .separate", .separatedRowMissing, isRepeated)
            let present = found.compactMap { $0 }
            for (position, left) in present.enumerated() {
                for right in present.dropFirst(position + 1) { apart.insert(left, right) }
            }
        }
    }

    /// Looks up the rows of the review, class by class, and separates those that are decided to be separate.
    private mutating func findReviewed(_ isRepeated: Bool) throws -> [[Decided]] {
        guard let review else { return [] }
        let listed = review.classes.flatMap(\.members).filter { $0.decision != .undecided }
        let found = try rows.find(listed.map(\.key))
        let numbers = Dictionary(uniqueKeysWithValues: zip(listed.map(\.key), found))
        let missing = listed.filter { numbers[$0.key] == .some(nil) }.map { "\($0.key.text) (line \($0.line))" }
        tellMissing(missing, "The review", .reviewRowMissing, isRepeated)
        let decided = review.classes.map { each in
            each.members.compactMap { member in
                (numbers[member.key] ?? nil).map { Decided(row: $0, decision: member.decision) }
            }
        }
        for each in decided {
            for one in each where one.decision == .separate {
                for other in each { apart.insert(one.row, other.row) }
            }
        }
        let all = review.classes.flatMap(\.members)
        let count = { (test: (ReviewFile.Decision) -> Bool) in all.filter { test($0.decision) }.count }
        notes.append(
            Note(
                .info,
                .information,
                "Review of \(review.date): \(count { $0 == .merge || $0 == .survivor }.of("row")) of \(table.name) to be merged, "
                    + "\(count { $0 == .separate }) kept apart, \(count { $0 == .undecided }) undecided."
            )
        )
        return decided
    }

    private mutating func tellMissing(
        _ missing: [String],
        _ source: String,
        _ code: SutureError.Code,
        _ isRepeated: Bool
    ) {
        guard !missing.isEmpty, !isRepeated else { return }
        let shown = missing.prefix(10).joined(separator: ", ") + (missing.count > 10 ? ", …" : "")
        notes.append(
            Note(
                .blocker,
                code,
                "\(source) names rows of \(table.name) that are not there: \(shown).",
                remedy: "Correct the keys in the migration, or remove them."
            )
        )
    }
}

extension ClassDecisions {
    struct Decided {
        let row: Int
        let decision: ReviewFile.Decision

        var isMerged: Bool { decision == .merge || decision == .survivor }
    }

    /// Joins the equal rows that nothing keeps apart.
    private mutating func divide(_ classes: [[Int]], into sets: inout DisjointSets) {
        var split = 0
        var unclear = 0
        for rows in classes {
            guard let parts = apart.parts(of: rows) else {
                alone.formUnion(rows)
                unclear += 1
                continue
            }
            if parts.count > 1 { split += 1 }
            for part in parts {
                for row in part.dropFirst() { sets.join(part[0], row) }
            }
        }
        guard split + unclear > 0 else { return }
        let columns = members.rows.columns.joined(separator: ", ")
        let left = unclear > 0 ? " \(unclear) of them have no clean division and are left alone." : ""
        notes.append(
            Note(
                .warning,
                .classesSeparated,
                "Rows of \(table.name) that are equal in \(columns) are kept apart row by row, in "
                    + "\((split + unclear).of("class", "classes")).\(left)",
                remedy: "A unique key over (\(columns)) is refused while they stand; give them values that differ."
            )
        )
    }

    /// Joins the rows that the review merges; returns all that belong to such a class.
    private func join(_ decided: [[Decided]], into sets: inout DisjointSets) -> Set<Int> {
        var merged: Set<Int> = []
        for each in decided {
            let rows = each.filter(\.isMerged).map(\.row)
            guard let first = rows.first else { continue }
            for row in rows.dropFirst() { sets.join(first, row) }
            merged.formUnion(rows)
        }
        let roots = Set(merged.map { sets.find($0) })
        return Set(rows.keys.indices.filter { roots.contains(sets.find($0)) })
    }

    private func entries(_ decided: [[Decided]], _ sets: inout DisjointSets) -> [KeyedRows.Entry] {
        let survivors = Set(decided.joined().filter { $0.decision == .survivor }.map(\.row))
        return rows.keys.enumerated()
            .map { KeyedRows.Entry(key: $1, group: sets.find($0), isFirst: survivors.contains($0)) }
    }

    /// Adds a blocker for each way in which the review joins rows that must not be joined.
    private mutating func refuseContradictions(
        _ decided: [[Decided]],
        _ merged: Set<Int>,
        _ conditions: [Statement],
        _ sets: inout DisjointSets
    ) throws {
        guard !merged.isEmpty else { return }
        var texts: [String] = []
        let name = { (row: Int, rows: DecidedRows) in rows.keys[row].text }
        for each in decided.map({ $0.filter(\.isMerged) }) where each.count > 1 {
            for row in each.map(\.row) where alone.contains(row) {
                texts.append(
                    "row \(name(row, rows)) is equal to rows of which some are kept apart from each other, so that its class is "
                        + "left alone"
                )
            }
        }
        var survivors: [Int: Int] = [:]
        for each in decided.joined() where each.decision == .survivor {
            if let other = survivors.updateValue(each.row, forKey: sets.find(each.row)) {
                texts.append(
                    "rows \(name(other, rows)) and \(name(each.row, rows)) are one class, and both are its survivor"
                )
            }
        }
        let byClass = Dictionary(grouping: merged) { sets.find($0) }
        for (_, each) in byClass.sorted(by: { $0.key < $1.key }) {
            guard let (left, right) = apart.first(within: each) else { continue }
            texts.append("rows \(name(left, rows)) and \(name(right, rows)) are one class, and are kept apart")
        }
        let groups = KeyedRows(table: table, entries: merged.map { members.decided.entries[$0] })
        if let (left, right) = try rows.pairs(within: groups, where: conditions).first {
            texts.append("rows \(name(left, rows)) and \(name(right, rows)) are one class, and a rule keeps them apart")
        }
        notes += texts.map {
            Note(
                .blocker,
                .reviewContradicted,
                "The review of \(table.name) contradicts itself or a rule: \($0).",
                remedy: "Decide these rows anew in the review, equal ones alike, or change the rule."
            )
        }
    }
}

extension SutureError.Code {
    /// A review decides about a missing row.
    public static let reviewRowMissing = Self(rawValue: "review-row-missing")
    /// A rule keeps a missing row apart.
    public static let separatedRowMissing = Self(rawValue: "separated-row-missing")
    /// A review merges rows that it, or a rule, keeps apart.
    public static let reviewContradicted = Self(rawValue: "review-contradicted")
}
