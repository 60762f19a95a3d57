import MySQLClient
import SutureTesting
import Testing

@testable import SutureBackup

/// Privileges that are revoked from an account one by one: each is either reported, or not needed for a whole backup.
@Suite(.serialized, .timeLimit(.minutes(120)))
struct RevokedPrivilegeTests {
    /// The privileges that a backup needs, and that some dump programs require.
    private static let needed = ["SELECT", "TRIGGER", "SHOW VIEW", "EVENT"]
    private static let optional = ["LOCK TABLES", "INSERT", "EXECUTE"]

    private func fill(_ backup: BackupCase) async throws {
        try await backup.run { try DumpedSchema.fill($0) }
    }

    /// Grants or revokes the privilege on the bodies of routines, in the form of each vendor.
    private func grantRoutines(_ backup: BackupCase, to account: String, isRevoked: Bool = false) async throws {
        try await backup.run { session in
            let privilege = session.server.vendor == .mariadb ? "SELECT ON mysql.proc" : "SHOW_ROUTINE ON *.*"
            let verb = isRevoked ? "REVOKE \(privilege) FROM" : "GRANT \(privilege) TO"
            try session.execute("\(raw: verb) '\(raw: account)'@'localhost'")
        }
    }

    @Test(arguments: await TestServers.all())
    func areNamedOrNotNeeded(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await fill(backup)
            let whole = try await backup.take(backup.request()).manifest
            let all = (Self.needed + Self.optional).joined(separator: ", ")
            try await backup.withAccount(password: "x", privilege: all) { account in
                let name = "'\(account.user)'@'localhost'"
                try await grantRoutines(backup, to: account.user)
                for privilege in Self.needed + Self.optional {
                    try await backup.run { session in
                        try session.execute(
                            "REVOKE \(raw: privilege) ON \(identifier: backup.database).* FROM \(raw: name)"
                        )
                    }
                    let before = backup.files
                    do {
                        let taken = try await backup.take(backup.request(account)).manifest
                        #expect(Self.optional.contains(privilege), "\(privilege) is needed")
                        #expect(taken.tables == whole.tables, "\(privilege)")
                        #expect(taken.objects == whole.objects, "\(privilege)")
                        #expect(taken.snapshot == (privilege == "LOCK TABLES" ? .separate : .same))
                    } catch let error as BackupError {
                        #expect(Self.needed.contains(privilege), "\(privilege): \(error)")
                        #expect(error.code == .privilegeMissing || error.code == .notInSchema, "\(privilege): \(error)")
                        #expect(error.description.contains(privilege), "\(privilege): \(error)")
                        #expect(backup.files == before)
                    }
                    try await backup.run { session in
                        try session.execute(
                            "GRANT \(raw: privilege) ON \(identifier: backup.database).* TO \(raw: name)"
                        )
                    }
                }
            }
        }
    }

    /// A server hides routines from an account without privileges on them, and a dump program ends with exit code 0
    /// then.
    @Test(arguments: await TestServers.all())
    func doNotLeaveRoutinesOut(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await fill(backup)
            for privileges in [Self.needed, Self.needed + ["EXECUTE"]] {
                let list = privileges.joined(separator: ", ")
                try await backup.withAccount(password: "x", privilege: list) { account in
                    let error = try await #require(throws: BackupError.self) {
                        try await backup.take(backup.request(account))
                    }
                    #expect(error.code == .privilegeMissing)
                    #expect(error.message.contains("routines"))
                    #expect(backup.files == [])
                }
            }
            // If there are none, a privilege that shows this is enough.
            try await backup.run { session in
                try session.execute("DROP PROCEDURE p")
                try session.execute("DROP FUNCTION f")
            }
            let list = (Self.needed + ["EXECUTE"]).joined(separator: ", ")
            try await backup.withAccount(password: "x", privilege: list) { account in
                let taken = try await backup.take(backup.request(account))
                #expect(taken.tables.count == 4)
            }
        }
    }

    /// A server hides tables from an account without privileges on them.
    @Test(arguments: await TestServers.all())
    func doNotLeaveTablesOut(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await fill(backup)
            try await backup.withAccount(password: "x", privilege: "EVENT, EXECUTE") { account in
                let name = "'\(account.user)'@'localhost'"
                try await backup.run { session in
                    let table: Statement = "\(identifier: backup.database).\(identifier: "-dash")"
                    try session.execute("GRANT SELECT, TRIGGER ON \(table) TO \(raw: name)")
                }
                let error = try await #require(throws: BackupError.self) {
                    try await backup.take(backup.request(account))
                }
                #expect(error.code == .privilegeMissing)
                #expect(error.message.contains("SELECT"))
                // That table alone may be backed up.
                let manifest = try await backup.take(backup.request(account, tables: ["-dash"])).manifest
                #expect(manifest.tables.map(\.name) == ["-dash"])
            }
        }
    }
}
