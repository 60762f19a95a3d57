import Foundation
import MySQLClient
import SutureRepair
import SutureTesting
import Testing

/// A schema of many tables; `SUTURE_TEST_TABLES` sets their number, 200 by default.
@Suite struct LargeSchemaTests {
    @Test(.timeLimit(.minutes(120)), arguments: await TestServers.all())
    func findsTheReferencesOfManyTables(server: TestServer) async throws {
        let count = ProcessInfo.processInfo.environment["SUTURE_TEST_TABLES"].flatMap(Int.init) ?? 200
        try await RunnerCase.with(server) { test async throws in
            try await test.execute("CREATE TABLE items_0 (id INT PRIMARY KEY)", "INSERT INTO items_0 VALUES (1), (2)")
            try await test.connection.run { session in
                for number in 1..<count {
                    let parent = (number - 1) / 8
                    try session.execute(
                        """
                        CREATE TABLE \(identifier: "items_\(number)") (id INT PRIMARY KEY, parent INT, items_0_id INT,
                          name VARCHAR(20), size INT, meta JSON,
                          FOREIGN KEY (parent) REFERENCES \(identifier: "items_\(parent)") (id))
                        """
                    )
                    if number % 50 == 0 {
                        let path = #"{"items_0_id": 1}"#
                        try session.execute(
                            "INSERT INTO \(identifier: "items_\(number)") VALUES (1, NULL, 2, '', 0, \(path))"
                        )
                    }
                }
            }
            let clock = ContinuousClock()
            var tables = 0
            let time = try await clock.measure {
                let tree = try await test.connection.run { try ReferenceTree.read(of: "items_0", in: $0) }
                tables = tree.tables.count
                #expect(tree.references.filter { $0.kind == .declared }.count == count - 1)
                #expect(tree.references.filter { $0.kind == .suggested }.count == count - 1)
                #expect(tree.references.filter { $0.kind == .json }.count == (count - 1) / 50)
            }
            #expect(tables == count)
            print("\(server): the references of \(count) tables in \(time)")
        }
    }
}
