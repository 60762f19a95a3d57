import MySQLClient
import SutureCore
import SutureRepair

/// Small migrations that have every kind of step, for runs that are interrupted at each of their statements.
enum FaultMigrations {
    static let all = [
        migration(1, "MergeFirms", MergeFirms.init),
        migration(2, "SynchronizeMembers", SynchronizeMembers.init),
        migration(3, "ChangeVisits", ChangeVisits.init),
    ]

    private static func migration(
        _ number: Int64,
        _ name: String,
        _ make: @escaping @Sendable () -> any Migration
    ) -> RegisteredMigration {
        RegisteredMigration(
            version: 20_260_101_000_000 + number,
            name: name,
            file: "\(name).swift",
            checksum: name,
            make: make
        )
    }
}

/// A merge with collisions below and with a key that moves, and the constraint that keeps it so.
private struct MergeFirms: Migration {
    var steps: [any Step] {
        MergeDuplicates(
            of: "firms",
            by: ["name"],
            survivor: [.mostReferenced(by: "branches")],
            fields: ["website": .fillBlank],
            undeclared: [MergeReference("visits", "firm_id")],
            collisions: ["branches": .merge, "commissions": .keepSurvivors]
        )
        AddUniqueKey("uq_firms_name", on: "firms", columns: ["name"])
    }
}

/// A pair that is brought into step, orphans, and foreign keys.
private struct SynchronizeMembers: Migration {
    var steps: [any Step] {
        SynchronizePair(
            source: "people",
            partner: "members",
            sharing: ["name", "email"],
            belongs: "role = 'MEMBER'",
            newPartner: ["joined_at": "@suture_now"],
            newSource: ["role": "'MEMBER'"]
        )
        DeleteOrphans(in: "visits", whose: ["member_id": "members"])
        AddForeignKey("fk_visits_member", on: "visits", column: "member_id", references: "members")
        AddForeignKey("fk_members_person", on: "members", column: "id", references: "people", onDelete: .cascade)
    }
}

/// Ordinary changes, a closure, raw SQL of both kinds, and rows that get another key.
private struct ChangeVisits: Migration {
    var steps: [any Step] {
        Insert(into: "rooms", columns: ["id", "name"], rows: [["1", "'blue'"], ["2", "'green'"], ["3", "'red'"]])
        Update("visits", set: ["note": "CONCAT(note, '!')"], where: "id > 2")
        Delete(from: "visits", where: "id = 1")
        Perform("price visits", on: ["visits"]) { changes in
            try changes.update("visits", set: ["price": "price * 1.1"], where: "price > 0")
        }
        SQL("CREATE INDEX by_price ON visits (price)", down: "DROP INDEX by_price ON visits")
        SQL("UPDATE rooms SET seats = 7 WHERE id = 2", down: "UPDATE rooms SET seats = NULL WHERE id = 2")
        RekeyRows(of: "tenants", to: .matching("people", on: "email"))
    }
}
