import Foundation
import SutureTesting
import Testing

/// The values from the configuration file, the variables and the flags, as `suture config` shows them.
@Suite struct ConfigurationTests {
    private static let file = """
        lease: 11
        default_environment: development
        environments:
          development:
            lease: 12
          staging:
            chunk_rows: 500
        """

    @Test func nearerSourcesCountFirst() async throws {
        let (name, dotFile) = ("SUTURE_LEASE", "SUTURE_LEASE=13")
        let test = try ConfigurationCase(Self.file, dotEnvironment: dotFile)
        let all = try await test.config("--lease", "15", environment: [name: "14"])["lease"]
        #expect(all?.values == ["15"])
        #expect(all?.source == "--lease")
        let variable = try await test.config(environment: [name: "14"])["lease"]
        #expect(variable?.values == ["14"])
        #expect(variable?.origin == "variable")
        let dotEnvironment = try await test.config()["lease"]
        #expect(dotEnvironment?.values == ["13"])
        #expect(dotEnvironment?.source.hasSuffix("/.env:1") == true)

        let plain = try ConfigurationCase(Self.file)
        let environment = try await plain.config()["lease"]
        #expect(environment?.values == ["12"])
        #expect(environment?.source.hasSuffix("/.suture.yaml:5") == true)
        let top = try await plain.config("--env", "staging")["lease"]
        #expect(top?.values == ["11"])
        #expect(top?.source.hasSuffix("/.suture.yaml:1") == true)
        let standard = try await ConfigurationCase(nil).config()["lease"]
        #expect(standard?.values == ["30"])
        #expect(standard?.origin == "default")
    }

    @Test func environmentIsChosenByFlagThenVariableThenFile() async throws {
        let test = try ConfigurationCase(Self.file)
        #expect(try await test.config().environment == "development")
        #expect(try await test.config(environment: ["SUTURE_ENV": "staging"]).environment == "staging")
        let flag = try await test.config("--env", "development", environment: ["SUTURE_ENV": "staging"])
        #expect(flag.environment == "development")
        let dotEnvironment = try ConfigurationCase(Self.file, dotEnvironment: "export SUTURE_ENV='staging' # always\n")
        #expect(try await dotEnvironment.config().environment == "staging")
        #expect(try await test.config("--env", "staging")["chunk_rows"]?.values == ["500"])
    }

    @Test func fileIsFoundAboveTheFolder() async throws {
        let test = try ConfigurationCase("backup_directory: dumps\ndump_program: mariadb-dump\n")
        let below = test.folder.url.appendingPathComponent("a/b")
        try FileManager.default.createDirectory(at: below, withIntermediateDirectories: true)
        let result = try await Tool.run(["config", "--format", "json"], in: below)
        let object = try result.json(ConfigurationCase.Object.self)
        #expect(
            object["backup_directory"]?.values.first?.hasSuffix("\(test.folder.url.lastPathComponent)/dumps") == true
        )
        #expect(object["dump_program"]?.values == ["mariadb-dump"])
    }

    @Test func connectionOfTheEnvironmentIsWhole() async throws {
        let test = try ConfigurationCase(
            """
            url: mysql://dev@dev-db/school
            environments:
              production:
                host: production-db
                user: deploy
                database: school
                password_file: secret.txt
            """
        )
        #expect(try await test.config().connection == "dev@dev-db:3306/school")
        try test.folder.write("pass-word-7\n", to: "secret.txt")
        let production = try await test.config("--env", "production")
        #expect(production.connection == "deploy@production-db:3306/school")
        #expect(production["url"] == nil)
    }

    /// The connection of an environment is not combined with one from outside.
    @Test func urlFromOutsideStandsForTheWholeConnection() async throws {
        let test = try ConfigurationCase("user: deploy\npassword: pass-word-7\nhost: production-db\n")
        let result = try await test.run(
            "config",
            environment: ["DATABASE_URL": "mysql://elsewhere/school", "USER": "me"]
        )
        result.expectDone()
        #expect(result.output.contains("me@elsewhere:3306/school"))
        #expect(!result.output.contains("deploy"))
    }

    @Test func realVariablesAreNotOverridden() async throws {
        let test = try ConfigurationCase("lease: 3\n", dotEnvironment: "MYSQL_PORT=1\nMYSQL_HOST=a\nMYSQL_USER=u\n")
        let object = try await test.config(environment: ["MYSQL_TCP_PORT": "7"])
        #expect(object.connection == "u@a:7")
    }

    @Test(arguments: ["text", "json"])
    func passwordsAreNotShown(format: String) async throws {
        let test = try ConfigurationCase(
            """
            url: mysql://me:pass-word-1@db/school
            replicas: ["mysql://me:pass-word-2@db2/school"]
            environments:
              a: {host: db, user: me, password: pass-word-3}
              b: {host: db, user: me, password_env: SECRET}
            """,
            dotEnvironment: "SECRET=pass-word-4\nMYSQL_PWD=pass-word-5\n"
        )
        for arguments in [[], ["--env", "a"], ["--env", "b"], ["--url", "mysql://me:pass-word-6@db/school"]] {
            let result = try await Tool.run(["config", "--format", format] + arguments, in: test.folder.url)
            result.expectDone()
            result.expectHidden(["pass-word"])
        }
        let plain = try await test.run("config", "--env", "a")
        #expect(plain.errors.contains("warning: a password stands in"))
    }

    @Test func aRemovedFolderHasNoFile() async throws {
        let folder = try TemporaryFolder()
        let program = try Tool.program.path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "mkdir gone && cd gone && rmdir ../gone && exec \"$0\" config", program]
        process.currentDirectoryURL = folder.url
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer { kill(process.processIdentifier, SIGKILL) }
        try await Wait.until("the tool ends") { !process.isRunning }
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 0)
    }

    @Test func exampleIsRight() async throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = root.appendingPathComponent(".suture.example.yaml").path
        let test = try ConfigurationCase(nil)
        let secret = ["PRODUCTION_PASSWORD": "pass-word-7"]
        let production = try await test.config("--config", path, "--env", "production", environment: secret)
        #expect(production.protected)
        #expect(production.connection == "deploy@db1:3306,db2:3306/school")
        #expect(production["lock_timeout"]?.values == ["120"])
        #expect(production["hooks.before_run"]?.values == ["backup"])
        #expect(production["hooks.before_migration"]?.values == ["command ./tell.sh"])
        #expect(production["smoke"]?.values == ["command ./smoke.sh"])
        let development = try await test.config("--config", path)
        #expect(development.environment == "development")
        #expect(!development.protected)
        #expect(development.connection == "root@/run/mysqld/mysqld.sock/school")
    }
}
