import MySQLClient

/// The tables and rows on which the migrations of the fault tool work.
enum FaultSchema {
    static func install(in session: Session) throws {
        for statement in tables + rows { try session.execute(statement) }
    }

    private static let tables: [Statement] = [
        "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(40) NOT NULL, website VARCHAR(80) NULL)",
        """
        CREATE TABLE branches (id INT PRIMARY KEY, firm_id INT NOT NULL, code VARCHAR(10) NOT NULL,
          UNIQUE KEY by_code (firm_id, code), FOREIGN KEY (firm_id) REFERENCES firms (id))
        """,
        """
        CREATE TABLE commissions (id INT PRIMARY KEY, firm_id INT NOT NULL UNIQUE, rate DOUBLE NOT NULL,
          FOREIGN KEY (firm_id) REFERENCES firms (id))
        """,
        """
        CREATE TABLE payouts (id INT PRIMARY KEY, firm_id INT NOT NULL, cents BIGINT NOT NULL,
          FOREIGN KEY (firm_id) REFERENCES commissions (firm_id))
        """,
        "CREATE TABLE people (id INT PRIMARY KEY, name VARCHAR(40), email VARCHAR(80) UNIQUE, role VARCHAR(10) NOT NULL)",
        "CREATE TABLE members (id INT PRIMARY KEY, name VARCHAR(40), email VARCHAR(80), joined_at DATETIME(6) NULL)",
        """
        CREATE TABLE visits (id INT PRIMARY KEY AUTO_INCREMENT, branch_id INT NULL, firm_id INT NOT NULL, member_id INT NULL,
          note VARCHAR(40) NOT NULL, price DOUBLE NOT NULL, seen TIMESTAMP(6) NOT NULL DEFAULT '2026-01-01' ON UPDATE
          CURRENT_TIMESTAMP(6), FOREIGN KEY (branch_id) REFERENCES branches (id))
        """,
        "CREATE TABLE rooms (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20) NOT NULL, seats INT NULL)",
        "CREATE TABLE tenants (id INT PRIMARY KEY, email VARCHAR(80) UNIQUE)",
        """
        CREATE TABLE leases (id INT PRIMARY KEY, tenant_id INT NOT NULL,
          FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE CASCADE)
        """,
    ]

    private static let rows: [Statement] = [
        """
        INSERT INTO firms VALUES (1, 'North', NULL), (2, 'north', 'n.example'), (3, 'South', NULL), (4, 'East', 'e.example'),
          (5, 'South', 's.example'), (6, 'NORTH', NULL)
        """,
        """
        INSERT INTO branches VALUES (1, 1, 'a'), (2, 2, 'a'), (3, 2, 'b'), (4, 6, 'b'), (5, 3, 'a'), (6, 5, 'c'), (7, 4, 'a')
        """,
        "INSERT INTO commissions VALUES (1, 2, 0.5), (2, 6, 0.25), (3, 5, 0.75), (4, 4, 1)",
        "INSERT INTO payouts VALUES (1, 5, 100), (2, 5, 200), (3, 4, 300), (4, 2, 400)",
        """
        INSERT INTO people VALUES (1, 'Ada', 'ada@x.example', 'MEMBER'), (2, 'Bob', 'bob@x.example', 'MEMBER'),
          (3, 'Cyd', 'cyd@x.example', 'STAFF'), (4, 'Dan', 'dan@x.example', 'MEMBER'), (5, 'Eve', 'eve@x.example', 'MEMBER')
        """,
        """
        INSERT INTO members VALUES (1, 'Ada', 'ada@y.example', NULL), (2, 'Bob', 'bob@x.example', NULL),
          (7, 'Fay', 'fay@x.example', NULL), (8, 'Gus', 'gus@x.example', NULL)
        """,
        """
        INSERT INTO visits (id, branch_id, firm_id, member_id, note, price) VALUES (1, 1, 1, 1, 'a', 1), (2, 2, 2, 2, 'b', 2),
          (3, 3, 2, 9, 'c', 3), (4, 4, 6, 7, 'd', 0), (5, 5, 3, 10, 'e', 0.1), (6, 6, 5, NULL, 'f', 7), (7, NULL, 5, 8, 'g', 8)
        """,
        // A deleted row has a dangling reference by a declared key too.
        "SET foreign_key_checks = 0",
        "UPDATE visits SET branch_id = 99, seen = seen WHERE id = 3",
        "SET foreign_key_checks = 1",
        "INSERT INTO rooms (id, name) VALUES (2, 'old')",
        """
        INSERT INTO tenants VALUES (11, 'ada@x.example'), (12, 'bob@x.example'), (13, 'none@x.example'), (14, 'cyd@x.example')
        """,
        "INSERT INTO leases VALUES (1, 11), (2, 11), (3, 12), (4, 13), (5, 14)",
    ]
}
