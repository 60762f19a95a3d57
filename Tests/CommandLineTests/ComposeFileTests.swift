import Foundation
import Testing
import Yams

/// Checks docker-compose.yml by a YAML parser, since the containers are not run here.
@Suite struct ComposeFileTests {
    private let services: Node.Mapping

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("docker-compose.yml"), encoding: .utf8)
        let file = try #require(try Yams.compose(yaml: text))
        services = try #require(file["services"]?.mapping)
    }

    private func instructions() throws -> [Substring] {
        try #require(services["suture"]?["build"]?["dockerfile_inline"]?.string).split(separator: "\n")
    }

    @Test func hasTheServerAndTheRunnerAlone() {
        #expect(Set(services.keys.compactMap(\.string)) == ["mysql", "suture"])
    }

    @Test func serverIsMySQLWithAHealthCheck() throws {
        let server = try #require(services["mysql"])
        #expect(server["image"]?.string == "mysql:8.4")
        let check = try #require(server["healthcheck"]?["test"]?.array(of: String.self))
        #expect(check.first == "CMD")
        #expect(check.contains("mysqladmin"))
        // Before its accounts exist, the server answers on its socket, but not over TCP.
        #expect(check.contains("--host=127.0.0.1"))
    }

    /// The account of the runner may create the triggers of the shipped migrations.
    @Test func serverTrustsTheCreatorsOfTriggers() throws {
        let command = try #require(services["mysql"]?["command"]?.array(of: String.self))
        #expect(command == ["--log-bin-trust-function-creators=1"])
    }

    @Test func runnerWaitsForAHealthyServer() throws {
        let condition = services["suture"]?["depends_on"]?["mysql"]?["condition"]
        #expect(condition?.string == "service_healthy")
    }

    @Test func runnerIsBuiltInline() throws {
        let lines = try instructions()
        #expect(lines.first?.hasPrefix("FROM swift:6.") == true)
        #expect(lines.contains { $0.contains("swift build -c release --product suture") })
        #expect(lines.contains("ENTRYPOINT [\"suture\"]"))
        for package in ["pkg-config", "libmariadb-dev", "libssl-dev", "mysql-client"] {
            #expect(lines.contains { $0.split(separator: " ").contains(Substring(package)) }, "\(package)")
        }
    }

    @Test func everyFolderThatIsCopiedIsThere() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let copied = try instructions().filter { $0.hasPrefix("COPY ") }.map { $0.split(separator: " ")[1] }
        #expect(Set(copied) == ["Package.swift", "Sources", "Migrations", "Tests"])
        for name in copied {
            #expect(FileManager.default.fileExists(atPath: root.appendingPathComponent(String(name)).path), "\(name)")
        }
    }

    @Test func bothSidesTakeThePasswordFromOneVariable() throws {
        let password = "${SUTURE_DB_PASSWORD:-local-use-only}"
        let server = try #require(services["mysql"]?["environment"])
        let user = try #require(server["MYSQL_USER"]?.string)
        let database = try #require(server["MYSQL_DATABASE"]?.string)
        #expect(server["MYSQL_PASSWORD"]?.string == password)
        let url = services["suture"]?["environment"]?["DATABASE_URL"]?.string
        #expect(url == "mysql://\(user):\(password)@mysql:3306/\(database)")
    }
}
