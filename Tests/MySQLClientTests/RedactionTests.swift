import Testing

@testable import MySQLClient

@Suite struct RedactionTests {
    @Test(
        arguments: [
            (1062, "Duplicate entry 'geheim' for key 'name'", "Duplicate entry (value not shown) for key 'name'"),
            (1062, "Duplicate entry 'geheim' for key 't.name'", "Duplicate entry (value not shown) for key 't.name'"),
            (1062, "Duplicate entry 'x' for key 'geheim' for key 'k'", "Duplicate entry (value not shown) for key 'k'"),
            (1586, "Duplicate entry 'geheim' for key 'k'", "Duplicate entry (value not shown) for key 'k'"),
            (
                1366, "Incorrect integer value: 'geheim' for column `d`.`t`.`c` at row 17",
                "Incorrect integer value: (value not shown) for column `d`.`t`.`c` at row 17"
            ),
            (
                1292, "Incorrect datetime value: 'geheim' for column 'c' at row 1",
                "Incorrect datetime value: (value not shown) for column 'c' at row 1"
            ),
            (1292, "Truncated incorrect DOUBLE value: 'geheim'", "Truncated incorrect DOUBLE value: (value not shown)"),
            (
                1411, "Incorrect datetime value: 'geheim' for function str_to_date",
                "Incorrect datetime value: (value not shown) for function str_to_date"
            ),
            (1525, "Incorrect DATE value: 'geheim'", "Incorrect DATE value: (value not shown)"),
            (
                1690, "BIGINT UNSIGNED value is out of range in '(1 - 4711)'",
                "BIGINT UNSIGNED value is out of range in (value not shown)"
            ),
            (1526, "Table has no partition for value 4711", "Table has no partition for value (value not shown)"),
            (
                1300, #"Invalid utf8mb4 character string: '\xF0geheim'"#,
                "Invalid utf8mb4 character string: (value not shown)"
            ),
            (
                3140, #"Invalid JSON text: "geheim" at position 1 in value for column 't.c'."#,
                "Invalid JSON text: (value not shown) in value for column 't.c'."
            ),
            (
                1064,
                "You have an error in your SQL syntax; check the manual to use near 'WHERE x = 'geheim'' at line 3",
                "You have an error in your SQL syntax; check the manual to use near (value not shown) at line 3"
            ),
            (1644, "No user geheim", "A trigger or routine raised an error (message not shown)"),
            (1231, "Variable 'sql_mode' can't be set to the value of 'geheim'", "Variable (value not shown)"),
            (64_999, "Something new about 'geheim'", "Something new about (value not shown)"),
        ] as [(UInt32, String, String)]
    )
    func valuesAreTakenOut(code: UInt32, message: String, expected: String) {
        #expect(redacted(message, code: code) == expected)
    }

    @Test(
        arguments: [
            (1054, "Unknown column 'nam' in 'field list'"), (1146, "Table 'd.t' doesn't exist"),
            (1406, "Data too long for column 'c' at row 1"), (1045, "Access denied for user 'a'@'localhost'"),
            (2005, "Unknown server host 'nowhere' (-2)"),
            (3, #"Error writing file './d/t.frm' (Errcode: 28 "No space left on device")"#),
            (1205, "Lock wait timeout exceeded; try restarting transaction"),
            (1452, "Cannot add or update a child row: a foreign key constraint fails (`d`.`t`, CONSTRAINT `k`)"),
        ] as [(UInt32, String)]
    )
    func namesStay(code: UInt32, message: String) {
        #expect(redacted(message, code: code) == message)
    }

    @Test func statementsLoseTheirLiterals() {
        #expect(
            hidingLiterals(in: "SET PASSWORD = 'geh''eim\\'x', b = \"y\",\n  c = `d` WHERE e = ?")
                == "SET PASSWORD = '…', b = '…', c = `d` WHERE e = ?"
        )
        #expect(hidingLiterals(in: "SELECT 'open") == "SELECT '…'")
        #expect(hidingLiterals(in: "SELECT '' + ''") == "SELECT '…' + '…'")
        let long = hidingLiterals(in: String(repeating: "x", count: 1000))
        #expect(long == String(repeating: "x", count: 300) + "…")
    }

    @Test func codesMatchInCatch() {
        do {
            throw MySQLError(code: .deadlock, sqlState: "40001", message: "Deadlock found")
        } catch MySQLError.Code.deadlock {
            // This is the one that must match.
        } catch {
            Issue.record("the code did not match")
        }
    }

    @Test func kindsOfErrors() {
        func error(_ code: MySQLError.Code) -> MySQLError { MySQLError(code: code, message: "") }
        #expect(error(.serverGone).isConnectionLoss)
        #expect(error(.serverLost).isConnectionLoss)
        #expect(!error(.deadlock).isConnectionLoss)
        #expect(error(.deadlock).isTransient)
        #expect(error(.lockWaitTimeout).isTransient)
        #expect(!error(.duplicateEntry).isTransient)
        #expect(error(.executionTimeExceeded).isTimeLimit)
    }

    @Test func passwordsAreNotShown() {
        let configuration = ConnectionConfiguration(user: "u", password: "geheim", database: "d")
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!dumped.contains("geheim"))
        #expect("\(configuration)" == "u@localhost:3306/d")
        #expect(!String(reflecting: configuration).contains("geheim"))
        #expect(configuration.password?.reveal() == "geheim")
    }
}
