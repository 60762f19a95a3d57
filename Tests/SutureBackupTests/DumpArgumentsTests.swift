import Testing

@testable import SutureBackup

struct DumpArgumentsTests {
    private func list(_ vendor: DumpProgram.Vendor, tables: [String]? = nil) -> [String] {
        DumpArguments(vendor: vendor, defaultsFile: "/t/client.cnf", database: "-x", tables: tables).list
    }

    @Test(arguments: [DumpProgram.Vendor.mysql, .mariadb])
    func takesOneSnapshotOfEverything(vendor: DumpProgram.Vendor) {
        let list = list(vendor)
        #expect(list.first == "--defaults-file=/t/client.cnf")
        let wanted = [
            "--single-transaction", "--quick", "--routines", "--triggers", "--events", "--hex-blob",
            "--no-tablespaces", "--default-character-set=utf8mb4",
        ]
        #expect(Set(wanted).isSubset(of: list))
        #expect(list.suffix(2) == ["--", "-x"])
    }

    @Test func saysNothingOfTransactionIdentifiersToMariaDB() {
        #expect(list(.mysql).contains("--set-gtid-purged=OFF"))
        #expect(!list(.mariadb).contains { $0.contains("gtid") })
    }

    @Test func leavesWhatIsNotOfATableOutOfAPartialDump() {
        let list = list(.mysql, tables: ["-t", "b"])
        #expect(list.suffix(4) == ["--", "-x", "-t", "b"])
        #expect(!list.contains("--routines"))
        #expect(!list.contains("--events"))
    }
}
