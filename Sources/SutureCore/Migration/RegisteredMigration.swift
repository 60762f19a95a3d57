/// A migration as the build found it: its version, its name, its file and the checksum of its source.
public struct RegisteredMigration: Sendable {
    /// The version, from the file's name.
    public let version: MigrationVersion
    /// The name, from the file's name.
    public let name: String
    /// The file's name.
    public let file: String
    /// SHA-256 of the source in lower-case hexadecimal, with normalized line endings.
    public let checksum: String
    /// Creates the migration.
    public let make: @Sendable () -> any Migration

    /// Registers a migration; the generated index calls this.
    public init(
        version: Int64,
        name: String,
        file: String,
        checksum: String,
        make: @escaping @Sendable () -> any Migration
    ) {
        self.version = MigrationVersion(version)
        self.name = name
        self.file = file
        self.checksum = checksum
        self.make = make
    }

    /// The steps in order.
    public var steps: [any Step] {
        make().steps
    }

    /// The steps with their places, in order.
    var placedSteps: [(place: StepPlace, step: any Step)] {
        steps.enumerated()
            .map { (StepPlace(version: version.number, ordinal: $0.offset + 1), $0.element) }
    }

    /// The version and the name for display.
    public var title: String {
        "\(version) \(name)"
    }
}
