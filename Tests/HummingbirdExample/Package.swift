// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "hummingbird-example",
    platforms: [.macOS("15.4")],
    dependencies: [
        .package(name: "suture", path: "../..", traits: ["Hummingbird"]),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    ],
    targets: [
        .executableTarget(
            name: "school-web",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "MySQLClient", package: "suture"),
                .product(name: "UserStudentHummingbird", package: "suture"),
                .product(name: "UserStudentSync", package: "suture"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "HummingbirdExampleTests",
            dependencies: [
                "school-web",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "MySQLClient", package: "suture"),
                .product(name: "SutureTesting", package: "suture"),
                .product(name: "UserStudentHummingbird", package: "suture"),
                .product(name: "UserStudentSync", package: "suture"),
            ],
            swiftSettings: settings
        ),
    ]
)
