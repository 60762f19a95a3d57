/// The scope and the limits of a maintenance.
public struct MaintenanceRequest: Sendable {
    /// The versions whose repairs are applied again; nil for all applied versions.
    public var versions: Set<MigrationVersion>?
    /// The maximum number of rows that it may change; nil for any number.
    ///
    /// If more rows would change, nothing is changed. If that shows only in the middle, because of an earlier repair or
    /// of rows that an application has written meanwhile, the finished repairs are reverted.
    public var maximumRows: Int?
    /// A test to run after all repairs; if it fails, the repairs are reverted.
    public var smoke: (any RunHook)?

    /// Requests all repairs, with any number of rows.
    public init() {}
}

extension SutureError.Code {
    /// More rows would change than a limit allows.
    public static let tooManyRows = Self(rawValue: "too-many-rows")
}
