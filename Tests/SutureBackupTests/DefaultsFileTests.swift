import MySQLClient
import Testing

@testable import SutureBackup

struct DefaultsFileTests {
    private func text(
        _ vendor: DumpProgram.Vendor = .mysql,
        password: Secret? = nil,
        socket: String? = nil,
        tls: TLSConfiguration = TLSConfiguration()
    ) throws -> String {
        let configuration = ConnectionConfiguration(
            host: "db.example",
            port: 3307,
            socket: socket,
            user: "o'neil",
            password: password,
            tls: tls
        )
        return try DefaultsFile(configuration, vendor: vendor).text
    }

    @Test func namesTheServerOverTCP() throws {
        #expect(
            try text() == """
                [client]
                user="o'neil"
                protocol="tcp"
                host="db.example"
                port="3307"
                ssl-mode="PREFERRED"

                """
        )
    }

    @Test func namesTheSocketInsteadOfTheHost() throws {
        let text = try text(socket: "/run/a b.sock")
        #expect(text.contains("protocol=\"socket\"\nsocket=\"/run/a b.sock\"\n"))
        #expect(!text.contains("db.example"))
    }

    @Test(arguments: [
        ("", "\"\""),
        ("p\"a'#\\s s;é$", "\"p\\\"a'#\\\\s s;é$\""),
        ("a\nb\r\tc\r\n", "\"a\\nb\\r\\tc\\r\\n\""),
        ("a\"\u{301}", "\"a\\\"\u{301}\""),
        ("[mysqldump]", "\"[mysqldump]\""),
    ])
    func quotesPasswords(password: String, quoted: String) throws {
        #expect(try text(password: Secret(password)).contains("\npassword=\(quoted)\n"))
    }

    @Test func refusesWhatNoFileCanHold() throws {
        let error = try #require(throws: BackupError.self) { try text(password: "secret\0word") }
        #expect(error.code == .invalidRequest)
        #expect(!error.description.contains("secret"))
    }

    @Test(arguments: [
        (TLSConfiguration.Mode.disabled, "ssl-mode=\"DISABLED\"\n", "skip-ssl\n"),
        (.required, "ssl-mode=\"REQUIRED\"\n", "ssl\ndisable-ssl-verify-server-cert\n"),
        (.verifyCA, "ssl-mode=\"VERIFY_CA\"\n", "ssl\nssl-verify-server-cert\n"),
        (.verifyIdentity, "ssl-mode=\"VERIFY_IDENTITY\"\n", "ssl\nssl-verify-server-cert\n"),
    ])
    func saysTheTLSModeAsEachVendorDoes(mode: TLSConfiguration.Mode, mysql: String, mariadb: String) throws {
        #expect(try text(.mysql, tls: TLSConfiguration(mode: mode)).hasSuffix(mysql))
        #expect(try text(.mariadb, tls: TLSConfiguration(mode: mode)).hasSuffix(mariadb))
    }

    @Test func namesTheFilesOfTLS() throws {
        let tls = TLSConfiguration(
            mode: .verifyCA,
            certificateAuthority: "/ca.pem",
            certificate: "/c.pem",
            key: "/k.pem"
        )
        let files = "ssl-ca=\"/ca.pem\"\nssl-cert=\"/c.pem\"\nssl-key=\"/k.pem\"\n"
        #expect(try text(.mysql, tls: tls).hasSuffix(files))
        #expect(try text(.mariadb, tls: tls).hasSuffix(files))
    }
}
