import MySQLClient
import SutureTesting
import Testing

/// The references to a table, as shown by the tool.
@Suite struct ReferencesCommandTests {
    private struct Tree: Decodable {
        struct Rows: Decodable, Equatable {
            let count: Int
            let isExact: Bool
        }
        struct Table: Decodable {
            let name: String
            let rows: Rows?
        }
        struct Reference: Decodable {
            let kind: String
            let table: String
            let columns: [String]
            let parent: String
        }
        let schema: String
        let root: String
        let tables: [Table]
        let references: [Reference]
    }

    @Test(arguments: await TestServers.all())
    func showsATreeWithRowsAndEvidence(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let invoices = try await test.count("invoices")
            let result = try await test.expectUnchanged {
                try await test.run("analyze", "--references", "institutions")
            }
            result.expectDone()
            let lines = result.output.split(separator: "\n").map(String.init)
            #expect(lines.first == "institutions  \(try await test.count("institutions")) rows")
            #expect(lines.contains { $0.hasPrefix("├── courses  ") })
            #expect(lines.contains { $0.hasPrefix("│   ├── enrollments  ") })
            #expect(lines.contains { $0.contains("fk_rooms_institution, on delete cascade") })
            #expect(lines.contains { $0.contains("institution_id → id  \(invoices) rows  undeclared: ") })
            #expect(lines.contains { $0.contains("subject_type = institution: ") })
            #expect(lines.contains { $0.contains("departments") && $0.hasSuffix("; itself") })
            result.expectHidden(try await test.values())
        }
    }

    @Test(arguments: await TestServers.all())
    func printsOneObject(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let result = try await test.run("analyze", "--references", "INSTITUTIONS", "--format", "json")
            result.expectDone()
            let tree = try result.json(Tree.self)
            #expect(tree.schema == test.database)
            #expect(tree.root == "institutions")
            #expect(tree.tables.first?.rows == Tree.Rows(count: try await test.count("institutions"), isExact: true))
            #expect(Set(tree.tables.map(\.name)).count == tree.tables.count)
            #expect(Set(tree.references.map(\.kind)) == ["declared", "suggested", "polymorphic"])
            #expect(tree.references.contains { $0.table == "departments" && $0.parent == "departments" })
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesAnUnknownTableAndOtherFlags(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("analyze", "--references", "institution").expectError("table-missing", exit: 3)
            #expect(try await test.run("analyze", "--references", "institutions", "--check").exitCode == 64)
        }
    }

    /// A table of another schema that the account may see and not read.
    @Test(arguments: await TestServers.all())
    func tellsWhatItMayNotRead(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await server.withSchema { configuration in
                let table: Statement = "\(identifier: configuration.database ?? "").licenses"
                try await test.execute(
                    """
                    CREATE TABLE \(table) (id INT PRIMARY KEY, school BIGINT UNSIGNED, CONSTRAINT fk_licenses
                      FOREIGN KEY (school) REFERENCES \(identifier: test.database).institutions (id))
                    """
                )
                try await test.withAccount(granted: "SELECT, REFERENCES") { account in
                    // MariaDB shows the actions of a key only to accounts with a privilege on the schema.
                    let schema: Statement = "\(identifier: configuration.database ?? "").*"
                    try await test.execute("GRANT INSERT ON \(schema) TO \(raw: "'\(account.user)'@'localhost'")")
                    let result = try await test.run(
                        "analyze",
                        "--references",
                        "institutions",
                        url: test.url(account)
                    )
                    result.expectDone()
                    #expect(result.output.contains(".licenses  not readable; in another schema"))
                    #expect(result.output.contains("school → id  not readable  fk_licenses"))
                }
                try await test.execute("DROP TABLE \(table)")
            }
        }
    }
}
