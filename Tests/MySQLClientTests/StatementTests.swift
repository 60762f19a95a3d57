import MySQLClient
import Testing

@Suite struct StatementTests {
    @Test func interpolationBindsValues() {
        let name: String? = nil
        let statement: Statement = "SELECT \(1), \("O'Hara"), \(name), \(true), \(2.5)"
        #expect(statement.text == "SELECT ?, ?, ?, ?, ?")
        #expect(statement.binds == [.integer(1), .text("O'Hara"), .null, .integer(1), .double(2.5)])
    }

    @Test func interpolationInsideAnInitializerBindsToo() {
        let statement = Statement("SELECT \("x")")
        #expect(statement.text == "SELECT ?")
        #expect(statement.binds == [.text("x")])
    }

    @Test func namesAreQuoted() {
        #expect(Statement.quote("a`b") == "`a``b`")
        #expect(quoteIdentifier("``") == "``````")
        #expect(quoteIdentifier("e\u{301}`\u{301}") == "`e\u{301}``\u{301}`")
        let statement: Statement = "SELECT \(identifiers: ["a", "b`"]) FROM \(identifier: "t")"
        #expect(statement.text == "SELECT `a`, `b``` FROM `t`")
        #expect(statement.binds.isEmpty)
    }

    @Test func statementsAreSpliced() {
        let condition: Statement = "id = \(7)"
        let whole: Statement = "DELETE FROM t WHERE \(condition) AND \(raw: "1 = 1") LIMIT \(3)"
        #expect(whole.text == "DELETE FROM t WHERE id = ? AND 1 = 1 LIMIT ?")
        #expect(whole.binds == [.integer(7), .integer(3)])
        let sum = condition + " OR " + Statement("x = ?", [.null])
        #expect(sum == Statement("id = ? OR x = ?", [.integer(7), .null]))
    }

    @Test func sequencesAreJoined() {
        let joined = [1, 2, 3].map { "(\($0))" as Statement }.joined(separator: ", ")
        #expect(joined == Statement("(?), (?), (?)", [.integer(1), .integer(2), .integer(3)]))
        #expect([Statement]().joined(separator: ",") == "")
    }

    @Test func descriptionsShowNoBinds() {
        let statement: Statement = "SELECT \("geheim")"
        #expect("\(statement)" == "SELECT ?")
        var dumped = ""
        dump(statement, to: &dumped)
        #expect(!dumped.contains("geheim"))
        #expect(!String(reflecting: statement).contains("geheim"))
    }
}
