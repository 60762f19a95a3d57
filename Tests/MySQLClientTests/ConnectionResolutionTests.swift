import Foundation
import MySQLClient
import Testing

@Suite struct ConnectionResolutionTests {
    private func resolve(
        _ url: String? = nil,
        _ environment: [String: String] = [:],
        file: String? = nil
    ) throws -> ConnectionConfiguration {
        try ConnectionConfiguration.resolve(url: url, environment: environment, defaultsFile: file)
    }

    private func withFile<R>(_ content: String, name: String = "options.cnf", _ body: (URL) throws -> R) throws -> R {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent(name)
        try Data(content.utf8).write(to: file)
        return try body(file)
    }

    @Test func theURLComesFirst() throws {
        let environment = [
            "DATABASE_URL": "mysql://other@other/other", "MYSQL_HOST": "wrong", "MYSQL_DATABASE": "wrong",
            "MYSQL_UNIX_PORT": "/wrong", "MYSQL_USER": "wrong", "MYSQL_PWD": "right",
        ]
        let configuration = try resolve("mysql://u@h", environment)
        #expect(configuration == ConnectionConfiguration(host: "h", user: "u", password: "right"))
    }

    @Test func theVariableWithAURLComesNext() throws {
        let configuration = try resolve(nil, ["DATABASE_URL": "mysql://u:p@h/d", "MYSQL_HOST": "wrong"])
        #expect(configuration == ConnectionConfiguration(host: "h", user: "u", password: "p", database: "d"))
    }

    @Test func onlyAURLNamesSeveralHosts() throws {
        let several = try resolve("mysql://u@h,i:33", ["MYSQL_HOST": "wrong", "MYSQL_TCP_PORT": "44"])
        #expect(several.hosts == [.init("h"), .init("i", port: 33)])
        let one = try resolve(nil, ["MYSQL_HOST": "h,i", "MYSQL_USER": "u"])
        #expect(one.hosts == [.init("h,i")])
    }

    @Test func theVariablesOfMySQLAreRead() throws {
        let configuration = try resolve(
            nil,
            ["MYSQL_HOST": "h", "MYSQL_TCP_PORT": "33", "MYSQL_USER": "u", "MYSQL_PWD": "p", "MYSQL_DATABASE": "d"]
        )
        #expect(
            configuration == ConnectionConfiguration(host: "h", port: 33, user: "u", password: "p", database: "d")
        )
        let other = try resolve(nil, ["MYSQL_SOCKET": "/s", "MYSQL_PASSWORD": "q", "USER": "login", "MYSQL_PORT": ""])
        #expect(other == ConnectionConfiguration(socket: "/s", user: "login", password: "q"))
    }

    @Test func aBadPortIsNamedByItsVariable() throws {
        let error = try #require(throws: MySQLError.self) { try resolve(nil, ["MYSQL_PORT": "geheim"]) }
        #expect(error.message.contains("MYSQL_PORT"))
        #expect(!error.message.contains("geheim"))
    }

    @Test func theGivenFileIsAboveTheVariables() throws {
        let content = """
            # a comment
            [mysqldump]
            user = wrong
            [client]
            user = filed
            password = "a#b\\"c"   # behind
            host=h # behind
            socket_unknown = 1
            !include /nowhere
            quick
            ssl-mode = REQUIRED
            connect_timeout=7
            [mysql]
            database = wrong
            """
        try withFile(content) { file in
            let environment = ["MYSQL_USER": "wrong", "MYSQL_DATABASE": "d", "MYSQL_SOCKET": "/wrong"]
            let configuration = try resolve(nil, environment, file: file.path)
            var expected = ConnectionConfiguration(host: "h", user: "filed", password: "a#b\"c", database: "d")
            expected.tls.mode = .required
            expected.connectTimeout = .seconds(7)
            #expect(configuration == expected)
        }
    }

    @Test func theFileOfTheHomeFolderFillsWhatIsMissing() throws {
        try withFile("[client]\nuser=filed\npassword='p p'\nport=44\n", name: ".my.cnf") { file in
            let home = file.deletingLastPathComponent().path
            let configuration = try resolve(nil, ["HOME": home, "MYSQL_USER": "u", "MYSQL_HOST": "h"])
            #expect(configuration == ConnectionConfiguration(host: "h", port: 44, user: "u", password: "p p"))
            // A URL determines the server; the file of another server must not supply a password.
            #expect(try resolve("mysql://u@h", ["HOME": home]).password == nil)
        }
    }

    @Test func mariaDBNamesOfTheModes() throws {
        func mode(_ line: String) throws -> TLSConfiguration.Mode {
            try withFile("[client]\nuser=u\n\(line)\n") { try resolve(file: $0.path).tls.mode }
        }
        #expect(try mode("ssl") == .required)
        #expect(try mode("ssl-verify-server-cert") == .verifyIdentity)
        #expect(try mode("skip-ssl") == .disabled)
    }

    @Test(arguments: [
        "[client\nuser=u", "[client]\nport=geheim", "[client]\nssl-mode=geheim", "[client]\nconnect-timeout=geheim",
    ])
    func errorsOfAFileNameTheLine(_ content: String) throws {
        try withFile(content) { file in
            let error = try #require(throws: MySQLError.self) { try resolve(file: file.path) }
            #expect(error.code == .invalidConfiguration)
            #expect(error.message.contains(file.path))
            #expect(error.message.contains("line"))
            #expect(!error.message.contains("geheim"))
        }
    }

    @Test func aMissingFileIsAnError() throws {
        let error = try #require(throws: MySQLError.self) { try resolve(file: "/nowhere/at/all.cnf") }
        #expect(error.message.contains("/nowhere/at/all.cnf"))
    }

    @Test func nothingAtAllIsAnErrorThatSaysWhatToDo() throws {
        let error = try #require(throws: MySQLError.self) { try resolve(nil, ["USER": "login"]) }
        #expect(error.code == .invalidConfiguration)
        #expect(error.message.contains("DATABASE_URL"))
    }
}
