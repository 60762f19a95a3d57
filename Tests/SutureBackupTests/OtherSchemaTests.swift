import Foundation
import MySQLClient
import SutureCore
import SutureTesting
import Testing

@testable import SutureBackup

/// Restores into a schema of another name, of objects that name the dumped one.
@Suite(.serialized, .timeLimit(.minutes(120)))
struct OtherSchemaTests {
    /// Restores a backup into another schema, and drops that afterwards.
    private func restoring(
        _ backup: BackupCase,
        _ result: BackupResult,
        _ body: @escaping @Sendable (String, Result<RestoreResult, any Error>) async throws -> Void
    ) async throws {
        let name = backup.database + "_o`x"
        let request = RestoreRequest(
            configuration: backup.configuration,
            file: result.file,
            database: name,
            serverProgram: backup.server.program
        )
        let server = try await Connection.with(backup.configuration) { $0.server }
        let outcome = await Task { try await Restore.run(request, server: server) { nil } }.result
        let checked = await Task { try await body(name, outcome) }.result
        try await backup.run { try $0.execute("DROP DATABASE IF EXISTS \(identifier: name)") }
        try checked.get()
    }

    /// MariaDB writes the schema into a view that names another view, and into any whose definer is missing.
    @Test(arguments: await TestServers.all())
    func viewsGetTheNameOfTheOtherSchema(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            let (own, gone) = (backup.database, "'gone_\(backup.database.suffix(8))'@'localhost'")
            try await backup.run { session in
                for statement in [
                    "CREATE TABLE t (id INT PRIMARY KEY)", "CREATE TABLE u (id INT PRIMARY KEY)",
                    "INSERT INTO t VALUES (1), (2)", "INSERT INTO u VALUES (1)",
                    "CREATE VIEW v AS SELECT id FROM t",
                    "CREATE VIEW w AS SELECT `\(own)`.v.id, '`\(own)`.`v`' AS said FROM `\(own)`.v",
                    // An alias of the schema's own name.
                    "CREATE VIEW a AS SELECT `\(own)`.id FROM t AS `\(own)`",
                    "CREATE USER \(gone)", "GRANT ALL ON *.* TO \(gone)",
                    "CREATE DEFINER=\(gone) VIEW g AS SELECT t.id FROM t JOIN u ON u.id = t.id",
                    "DROP USER \(gone)",
                ] { try session.execute("\(raw: statement)") }
            }
            let result = try await backup.take(backup.request())
            try await restoring(backup, result) { name, outcome in
                let restored = try outcome.get()
                #expect(restored.comparedDefinitions)
                try await backup.run { session in
                    // The views read the copy.
                    try session.execute("DELETE FROM t")
                    for (view, rows) in [("v", 2), ("w", 2), ("a", 2), ("g", 1)] {
                        let query: Statement = "SELECT COUNT(*) FROM \(identifier: name).\(identifier: view)"
                        let found = try session.value(query, as: Int.self)
                        #expect(found == rows, "\(view)")
                    }
                    let said = try session.value("SELECT MAX(said) FROM \(identifier: name).w", as: String.self)
                    #expect(said == "`\(own)`.`v`")
                }
            }
        }
    }

    /// A body written by people would continue to read and write the dumped schema.
    @Test(arguments: await TestServers.all())
    func bodiesThatNameTheSchemaAreRefused(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            let own = backup.database
            try await backup.run { session in
                for statement in [
                    "CREATE TABLE t (id INT PRIMARY KEY)",
                    "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.id = (SELECT MAX(id) + 1 FROM \(own).t)",
                    "CREATE PROCEDURE p() SELECT * FROM `\(own)` . `t`",
                    "CREATE PROCEDURE q() BEGIN PREPARE s FROM 'SELECT * FROM \(own).t'; EXECUTE s; END",
                    "CREATE PROCEDURE fine() SELECT \(own).id, '\(own).org' FROM t AS \(own) /* \(own).t */",
                    "CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DISABLE DO DELETE FROM \(own).t",
                ] { try session.execute("\(raw: statement)") }
            }
            let result = try await backup.take(backup.request())
            try await restoring(backup, result) { name, outcome in
                let error = try #require(throws: BackupError.self) { try outcome.get() }
                #expect(error.code == .restoreBlocked)
                #expect(!error.hasChanged)
                let named = ["trigger tr", "event e", "procedure p", "procedure q"].map { "\($0) names \(own).t" }
                #expect(Set(error.details) == Set(named))
                let count: Statement = "SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = \(name)"
                let schemas = try await backup.run { try $0.value(count, as: Int.self) }
                #expect(schemas == 0)
            }
            #expect(try await Restore.reach(of: result.file).namesItself.count == 4)
        }
    }

    @Test(arguments: await TestServers.all())
    func viewsOfOtherSchemasNeedThem(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            let other = backup.database + "_p"
            try await backup.run { session in
                try session.execute("CREATE TABLE t (id INT PRIMARY KEY)")
                try session.execute("CREATE DATABASE \(identifier: other)")
                try session.execute("CREATE TABLE \(identifier: other).p (id INT PRIMARY KEY)")
                try session.execute(
                    "CREATE VIEW v AS SELECT x.id, p.id AS k FROM t AS x JOIN \(identifier: other).p ON p.id = x.id"
                )
            }
            let dump = await Task { try await backup.take(backup.request()) }.result
            let outcome = await Task {
                let dump = try dump.get()
                try await restoring(backup, dump) { _, outcome in
                    let restored = try outcome.get()
                    #expect(restored.tables == 1)
                }
                try await backup.run { try $0.execute("DROP DATABASE \(identifier: other)") }
                try await restoring(backup, dump) { _, outcome in
                    let error = try #require(throws: BackupError.self) { try outcome.get() }
                    #expect(error.code == .restoreBlocked)
                    #expect(error.details.first?.hasPrefix("view v reads \(other).p") == true)
                }
            }
            .result
            try await backup.run { try $0.execute("DROP DATABASE IF EXISTS \(identifier: other)") }
            try outcome.get()
        }
    }
}
