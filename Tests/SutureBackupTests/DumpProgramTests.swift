import Foundation
import Testing

@testable import SutureBackup

struct DumpProgramTests {
    @Test(arguments: [
        ("mysqldump  Ver 9.7.4-2 for Linux on x86_64 ((Debian))", DumpProgram.Vendor.mysql, "9.7.4-2"),
        ("mysqldump  Ver 8.0.36-28 for Linux on x86_64 (Percona Server (GPL))", .mysql, "8.0.36-28"),
        ("mysqldump  Ver 10.13 Distrib 5.7.44, for Linux (x86_64)", .mysql, "5.7.44"),
        (
            "mysqldump  Ver 10.19 Distrib 10.11.19-MariaDB, for debian-linux-gnu (x86_64)", .mariadb, "10.11.19-MariaDB"
        ),
        ("mariadb-dump from 11.8.2-MariaDB, client 10.19 for Linux (x86_64)", .mariadb, "11.8.2-MariaDB"),
    ])
    func readsVersions(text: String, vendor: DumpProgram.Vendor, version: String) {
        let program = DumpProgram(path: "/p", versionText: text)
        #expect(program?.vendor == vendor)
        #expect(program?.version == version)
    }

    @Test(arguments: ["", "GNU bash, version 5.2", "Ver", "copied from the manual"])
    func refusesOtherAnswers(text: String) {
        #expect(DumpProgram(path: "/p", versionText: text) == nil)
    }

    private static let mysql = "mysqldump  Ver 9.7.4 for Linux on x86_64"
    private static let mariadb = "mariadb-dump  Ver 10.19 Distrib 10.11.19-MariaDB, for Linux"

    /// Creates a folder of programs that only print a version.
    private func programs(_ versions: [String: String], in folder: TemporaryFolder) throws -> String {
        for (name, version) in versions {
            try folder.script(name, "echo \"\(version)\"")
        }
        return folder.path
    }

    @Test func prefersTheServersOwnVendor() async throws {
        try await TemporaryFolder.with { folder in
            let first = try programs(["mysqldump": Self.mariadb, "mariadb-dump": Self.mariadb], in: folder)
            try await TemporaryFolder.with { other in
                let second = try programs(["mysqldump": Self.mysql], in: other)
                let forMySQL = DumpProgramSearch(vendor: .mysql, folders: ["/nowhere", first, second])
                #expect(try await forMySQL.find().path == "\(second)/mysqldump")
                let forMariaDB = DumpProgramSearch(vendor: .mariadb, folders: [second, first])
                #expect(try await forMariaDB.find().path == "\(first)/mariadb-dump")
                let beside = DumpProgramSearch(vendor: .mysql, serverProgram: "\(second)/mysqld", folders: [first])
                #expect(try await beside.find().path == "\(second)/mysqldump")
            }
        }
    }

    @Test func takesMariaDBsForMySQLWhenThereIsNoOther() async throws {
        try await TemporaryFolder.with { folder in
            let path = try programs(["mysqldump": Self.mariadb], in: folder)
            let found = try await DumpProgramSearch(vendor: .mysql, folders: [path]).find()
            #expect(found.vendor == .mariadb)
        }
    }

    @Test func doesNotTakeMySQLsForMariaDB() async throws {
        try await TemporaryFolder.with { folder in
            let path = try programs(["mysqldump": Self.mysql], in: folder)
            let error = try await #require(throws: BackupError.self) {
                try await DumpProgramSearch(vendor: .mariadb, folders: [path]).find()
            }
            #expect(error.code == .programNotFound)
            #expect(error.details.first?.hasPrefix("\(path)/mysqldump is MySQL's") == true)
        }
    }

    @Test func takesTheNamedProgramAndNoOther() async throws {
        try await TemporaryFolder.with { folder in
            let path = try programs(["mysqldump": Self.mariadb, "special": Self.mysql], in: folder)
            for name in ["special", "\(path)/special"] {
                let found = try await DumpProgramSearch(vendor: .mariadb, program: name, folders: [path]).find()
                #expect(found == DumpProgram(path: "\(path)/special", vendor: .mysql, version: "9.7.4"))
            }
            for name in ["missing", "\(path)/missing", path, "/bin/true"] {
                await #expect(throws: BackupError.self) {
                    try await DumpProgramSearch(vendor: .mysql, program: name, folders: [path]).find()
                }
            }
        }
    }
}
