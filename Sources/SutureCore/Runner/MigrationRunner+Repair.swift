extension MigrationRunner {
    /// Marks versions as applied without running them, for a database that already has their changes.
    ///
    /// - Parameter version: The last version to mark.
    /// - Returns: The marked versions.
    /// - Throws: `SutureError` when the version does not exist.
    public func baseline(at version: MigrationVersion) async throws -> [MigrationVersion] {
        guard catalog.migration(version) != nil else { throw SutureError.unknown(version, catalog) }
        return try await locked { hold in
            try await recovering(hold) { scope in
                let present = try scope.history.present()
                let taken = scope.catalog.all.filter { $0.version <= version && present[$0.version] == nil }
                try scope.guardian.chunk(scope.session, retries: scope.settings.retries) {
                    for migration in taken {
                        try scope.history.begin(
                            migration,
                            state: .baseline,
                            run: hold.fence,
                            settings: scope.settings,
                            backup: nil
                        )
                    }
                }
                return taken.map(\.version)
            }
        }
    }

    /// Accepts the current source of an applied version as the applied one.
    public func acceptDrift(of version: MigrationVersion) async throws {
        guard let migration = catalog.migration(version) else { throw SutureError.unknown(version, catalog) }
        try await locked { hold in
            try await recovering(hold) { scope in
                guard let entry = try scope.history.present()[version] else {
                    throw SutureError(
                        .unknownVersion,
                        "Version \(version) is not applied, so it has no drift.",
                        remedy: "See suture status."
                    )
                }
                try scope.guardian.chunk(scope.session, retries: scope.settings.retries) {
                    try scope.history.accept(migration, for: entry)
                }
            }
        }
    }
}
