import MySQLClient
import Testing

@Suite struct ConnectionURLTests {
    @Test func allPartsAreRead() throws {
        let configuration = try ConnectionConfiguration(
            url: "mysql://us%40er:p%3Aa%2Fss@db.example:3307/sch%C3%B6ol?ssl-mode=verify_identity&ssl-ca=/a%20b.pem"
                + "&ssl-cert=/c.pem&ssl-key=/k.pem&connect-timeout=5&read-timeout=30&write-timeout=40"
        )
        var expected = ConnectionConfiguration(
            host: "db.example",
            port: 3307,
            user: "us@er",
            password: "p:a/ss",
            database: "schöol",
            connectTimeout: .seconds(5),
            readTimeout: .seconds(30),
            writeTimeout: .seconds(40)
        )
        expected.tls = TLSConfiguration(
            mode: .verifyIdentity,
            certificateAuthority: "/a b.pem",
            certificate: "/c.pem",
            key: "/k.pem"
        )
        #expect(configuration == expected)
    }

    @Test(arguments: [
        ("mysql://u@h", ConnectionConfiguration(host: "h", user: "u")),
        ("mariadb://u@h/", ConnectionConfiguration(host: "h", user: "u")),
        ("MySQL://u:@h/d", ConnectionConfiguration(host: "h", user: "u", password: "", database: "d")),
        ("mysql://u@[::1]:33/d", ConnectionConfiguration(host: "::1", port: 33, user: "u", database: "d")),
        ("mysql://u@/d?socket=/s", ConnectionConfiguration(socket: "/s", user: "u", database: "d")),
        ("mysql://u:a@b@h", ConnectionConfiguration(host: "h", user: "u", password: "a@b")),
        ("mysql://u:a+b@h", ConnectionConfiguration(host: "h", user: "u", password: "a+b")),
        ("mysql://u@h/d#part", ConnectionConfiguration(host: "h", user: "u", database: "d")),
        ("mysql://u:a,b@h", ConnectionConfiguration(host: "h", user: "u", password: "a,b")),
        ("mysql://u@a%2Cb", ConnectionConfiguration(host: "a,b", user: "u")),
    ])
    func formsOfURLs(url: String, expected: ConnectionConfiguration) throws {
        #expect(try ConnectionConfiguration(url: url) == expected)
    }

    @Test(arguments: [
        "", "u@h", "postgres://u:geheim@h", "mysql://", "mysql://:geheim@h", "mysql://u:geheim@h:99999",
        "mysql://u:geheim@h:x", "mysql://u:geheim@h:", "mysql://u:geheim@[::1", "mysql://u:geheim@[::1]x",
        "mysql://u:ge%heim@h", "mysql://u:geheim%f@h", "mysql://u:geheim%ff@h", "mysql://u:geheim%00@h",
        "mysql://u:ge/geheim@h/d", "mysql://u:ge?geheim@h/d", "mysql://u:1?geheim=1@h/d", "mysql://u:1#geheim@h/d",
        "mysql://u:geheim@h?geheim@x=1", "mysql://u:geheim@h?ssl-mode=geheim", "mysql://u:geheim@h?ssl-mode",
        "mysql://u:geheim@h,", "mysql://u:geheim@h,,i", "mysql://u:geheim@h,:33", "mysql://u:geheim@,h",
        "mysql://u:geheim@h,i:x",
        "mysql://u:geheim@h,h:3306", "mysql://u:geheim@h,i?socket=/s", "mysql://u:geheim@[::1,::2]",
        "mysql://u:geheim@h?connect-timeout=geheim", "mysql://u:geheim@h?connect-timeout=0",
    ])
    func whatCannotBeReadIsRefusedWithoutShowingIt(_ url: String) throws {
        let error = try #require(throws: MySQLError.self) { try ConnectionConfiguration(url: url) }
        #expect(error.code == .invalidConfiguration)
        #expect(!"\(error)".contains("geheim"))
    }

    @Test func anUnknownParameterIsNamedWithTheKnownOnes() throws {
        let error = try #require(throws: MySQLError.self) {
            try ConnectionConfiguration(url: "mysql://u:geheim@h?sslmode=REQUIRED")
        }
        #expect(error.message.contains("sslmode"))
        #expect(error.message.contains("ssl-mode"))
        #expect(error.message.contains("connect-timeout"))
        #expect(!error.message.contains("geheim"))
    }

    @Test func severalHostsKeepTheirOrder() throws {
        let configuration = try ConnectionConfiguration(
            url: "mysql://u:p@db1:3307,db2,[::1]:33,[fe80::2]/d?ssl-mode=REQUIRED"
        )
        #expect(
            configuration.hosts == [
                .init("db1", port: 3307), .init("db2"), .init("::1", port: 33), .init("fe80::2"),
            ]
        )
        #expect(configuration.host == "db1")
        #expect(configuration.port == 3307)
        #expect(configuration.database == "d")
        #expect("\(configuration)" == "u@db1:3307,db2:3306,[::1]:33,[fe80::2]:3306/d")
    }

    @Test func theModesAreThoseOfMySQL() throws {
        for mode in TLSConfiguration.Mode.allCases {
            #expect(try ConnectionConfiguration(url: "mysql://u@h?ssl-mode=\(mode.rawValue)").tls.mode == mode)
        }
    }
}
