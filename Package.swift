// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "suture",
    platforms: [.macOS("15.4")],
    products: [
        .executable(name: "suture", targets: ["suture-tool"]),
        .library(name: "MySQLClient", targets: ["MySQLClient"]),
        .library(name: "Suture", targets: ["SutureCore", "SutureRepair", "SutureCLI"]),
        .library(name: "SutureTesting", targets: ["SutureTesting"]),
        .library(name: "UserStudentSync", targets: ["UserStudentSync"]),
        .library(name: "UserStudentHummingbird", targets: ["UserStudentHummingbird"]),
        .plugin(name: "MigrationPlugin", targets: ["MigrationPlugin"]),
    ],
    traits: [
        .trait(name: "Hummingbird", description: "The middleware for Hummingbird 2, in UserStudentHummingbird.")
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CMariaDB",
            pkgConfig: "libmariadb",
            providers: [.apt(["libmariadb-dev"]), .brew(["mariadb-connector-c"])]
        ),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl"])]),

        .target(name: "MySQLClient", dependencies: ["CMariaDB"], swiftSettings: settings),
        .target(name: "SutureCore", dependencies: ["MySQLClient", "CCrypto"], swiftSettings: settings),
        .target(name: "SutureRepair", dependencies: ["SutureCore", "MySQLClient"], swiftSettings: settings),
        .target(
            name: "SutureBackup",
            dependencies: [
                "MySQLClient", "SutureCore",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "UserStudentSync",
            dependencies: ["MySQLClient", "SutureCore", "SutureRepair"],
            swiftSettings: settings
        ),
        .target(
            name: "UserStudentHummingbird",
            dependencies: [
                "MySQLClient", "UserStudentSync",
                .product(name: "Hummingbird", package: "hummingbird", condition: .when(traits: ["Hummingbird"])),
                .product(name: "Logging", package: "swift-log", condition: .when(traits: ["Hummingbird"])),
            ],
            swiftSettings: settings
        ),
        .target(name: "PrivateServer", dependencies: ["MySQLClient"], swiftSettings: settings),
        .target(name: "SchoolSample", dependencies: ["MySQLClient"], swiftSettings: settings),

        .executableTarget(name: "MigrationIndexer", dependencies: ["CCrypto"], swiftSettings: settings),
        .plugin(
            name: "MigrationPlugin",
            capability: .buildTool(),
            dependencies: ["MigrationIndexer"],
            path: "Sources/MigrationPlugin"
        ),
        .target(
            name: "ShippedMigrations",
            dependencies: ["SutureCore", "SutureRepair"],
            path: "Migrations",
            swiftSettings: [.swiftLanguageMode(.v6)],
            plugins: ["MigrationPlugin"]
        ),

        .target(
            name: "SutureCLI",
            dependencies: [
                "MySQLClient", "SutureCore", "SutureRepair", "SutureBackup", "PrivateServer", "SchoolSample",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "suture-tool",
            dependencies: ["SutureCLI", "ShippedMigrations"],
            swiftSettings: settings
        ),
        .target(
            name: "SutureTesting",
            dependencies: ["MySQLClient", "SutureCore", "PrivateServer"],
            swiftSettings: settings
        ),

        .testTarget(name: "MySQLClientTests", dependencies: ["MySQLClient"], swiftSettings: settings),
        .testTarget(
            name: "MySQLClientServerTests",
            dependencies: ["MySQLClient", "PrivateServer", "SutureTesting"],
            swiftSettings: settings
        ),
        .testTarget(name: "MigrationIndexerTests", dependencies: ["MigrationIndexer"], swiftSettings: settings),
        .testTarget(
            name: "SutureBackupTests",
            dependencies: [
                "MySQLClient", "PrivateServer", "SutureBackup", "SutureCore", "SutureTesting",
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "SchoolSampleTests",
            dependencies: ["MySQLClient", "PrivateServer", "SchoolSample", "SutureCore", "SutureTesting"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "UserStudentSyncTests",
            dependencies: [
                "MySQLClient", "PrivateServer", "SutureCore", "SutureRepair", "SutureTesting", "UserStudentSync",
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "FingerprintTests",
            dependencies: ["MySQLClient", "PrivateServer", "SutureCore", "SutureTesting"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "MigrationTests",
            dependencies: [
                "MySQLClient", "ShippedMigrations", "SchoolSample", "SutureCore", "SutureRepair", "SutureTesting",
                "UserStudentSync",
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "SutureCoreTests",
            dependencies: ["MySQLClient", "SutureCore", "SutureRepair"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "RunnerTests",
            dependencies: [
                "MySQLClient", "PrivateServer", "ShippedMigrations", "SchoolSample", "SutureCore", "SutureRepair",
                "SutureTesting",
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PropertyTests",
            dependencies: ["MySQLClient", "SutureCore", "SutureRepair", "SutureTesting"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "fault-tool",
            dependencies: ["MySQLClient", "SutureCore", "SutureRepair", "SutureCLI"],
            path: "Tests/FaultTool",
            swiftSettings: settings
        ),
        .testTarget(
            name: "FaultTests",
            dependencies: [
                "MySQLClient", "PrivateServer", "SchoolSample", "SutureCore", "SutureTesting", "UserStudentSync",
                "suture-tool", "fault-tool",
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "GaleraTests",
            dependencies: [
                "MySQLClient", "PrivateServer", "ShippedMigrations", "SchoolSample", "SutureCore", "SutureRepair",
                "SutureTesting",
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "GroupReplicationTests",
            dependencies: [
                "MySQLClient", "PrivateServer", "ShippedMigrations", "SchoolSample", "SutureCore", "SutureRepair",
                "SutureTesting", "suture-tool",
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ReplicationTests",
            dependencies: [
                "MySQLClient", "PrivateServer", "ShippedMigrations", "SchoolSample", "SutureCore", "SutureRepair",
                "SutureTesting",
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "CommandLineTests",
            dependencies: [
                "MySQLClient", "PrivateServer", "SchoolSample", "SutureBackup", "SutureCore", "SutureTesting",
                "suture-tool",
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings
        ),
    ]
)
