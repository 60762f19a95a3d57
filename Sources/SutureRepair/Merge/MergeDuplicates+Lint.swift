import SutureCore

extension MergeDuplicates {
    /// Returns remarks on what a merge leaves to the data, and on a missing key against new duplicates.
    public func lint(_ context: LintContext) -> [LintRemark] {
        var remarks: [LintRemark] = []
        if adoptsSuggested {
            remarks.append(
                LintRemark(
                    .info,
                    "suggested-references-adopted",
                    "Which columns refer to \(table) is decided by the data when the step begins.",
                    remedy: "See in plan which ones are taken, or name them in undeclared."
                )
            )
        }
        let by = Set(columns.map { $0.lowercased() })
        let isKept = context.later.contains { step in
            guard let key = step as? AddUniqueKey, key.table.lowercased() == table.lowercased() else { return false }
            return by.isSubset(of: key.columns.map { $0.lowercased() })
        }
        let isUnique = context.schema?.find(table)?.indexes
            .contains { $0.isUnique && by.isSuperset(of: $0.columnNames.map { $0.lowercased() }) }
        if !isKept, isUnique != true {
            remarks.append(
                LintRemark(
                    .info,
                    "duplicates-may-return",
                    "No later step adds a unique key over \(table) (\(columns.joined(separator: ", "))), so duplicates may come back.",
                    remedy: "Add one with AddUniqueKey, unless equal rows are allowed from then on."
                )
            )
        }
        if let reviewed {
            do {
                _ = try ReviewParser.parse(reviewed.text, name: reviewed.place)
            } catch let error as SutureError {
                remarks.append(LintRemark(.error, error.code.rawValue, error.message, remedy: error.remedy))
            } catch {
                remarks.append(LintRemark(.error, SutureError.Code.reviewInvalid.rawValue, "\(error)"))
            }
        }
        return remarks
    }

    /// True if single rows or pairs of them are kept apart, even if they are equal.
    var keepsRowsApart: Bool {
        let review = reviewed.flatMap { try? ReviewParser.parse($0.text, name: $0.place) }
        let separated = review?.classes.contains { $0.members.contains { $0.decision == .separate } } ?? false
        return separated || !rules.keptApart.isEmpty || !rules.conditions.isEmpty
    }
}
