/// A data step that was applied before another step, and that repeats until it finds nothing more to do.
struct EarlierRepair {
    let place: StepPlace
    let step: any DataStep
    let acceptedTriggers: [String]

    /// Returns the repairs of a catalog that were applied to this database before a step, or with all of a version, in
    /// the order in which they were applied.
    ///
    /// Excludes those of a baseline, which were never run here, and superseded ones.
    static func all(
        in catalog: MigrationCatalog,
        before ordinal: Int = Int(UInt32.max),
        of version: MigrationVersion,
        _ steps: StepStore
    ) throws -> [EarlierRepair] {
        let done = try steps.done(before: ordinal)
        let superseded = catalog.superseded { $0 <= version }
        return catalog.all.filter { $0.version <= version }
            .flatMap { migration -> [EarlierRepair] in
                let made = migration.make()
                return made.steps.enumerated()
                    .compactMap { position, step in
                        let place = StepPlace(version: migration.version.number, ordinal: position + 1)
                        guard done.contains(place), superseded[place] == nil, let step = step as? any DataStep,
                            step.repeatsUntilClean
                        else {
                            return nil
                        }
                        return EarlierRepair(place: place, step: step, acceptedTriggers: made.acceptedTriggers)
                    }
            }
    }
}

/// A step's version and its place in the migration, from 1.
struct StepPlace: Codable, Hashable, Comparable {
    let version: Int64
    let ordinal: Int

    static func < (left: StepPlace, right: StepPlace) -> Bool {
        (left.version, left.ordinal) < (right.version, right.ordinal)
    }
}
