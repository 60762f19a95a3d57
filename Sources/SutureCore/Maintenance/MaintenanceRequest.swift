/// What a maintenance is asked to do.
public struct MaintenanceRequest: Sendable {
    /// The versions whose repairs are applied again; nil for all that are applied.
    public var versions: Set<MigrationVersion>?
    /// The most rows that it may change; nil for any number.
    ///
    /// When more would change, nothing is changed. When that shows only in the middle, since an earlier repair has brought it
    /// about or an application has written such rows meanwhile, what was repaired is taken back.
    public var maximumRows: Int?
    /// Runs after all is repaired; when it fails, what was repaired is taken back.
    public var smoke: (any RunHook)?

    /// Asks for all repairs, and any number of rows.
    public init() {}
}

extension SutureError.Code {
    /// More rows would change than a limit allows.
    public static let tooManyRows = Self(rawValue: "too-many-rows")
}
