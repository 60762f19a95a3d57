import MySQLClient
import SutureCore

/// One of the triggers that keep a pair in step.
struct SyncTrigger {
    let name: String
    let table: Table
    /// The time and the event at which it fires, such as `AFTER INSERT`.
    let moment: String
    private let work: String

    /// Creates a trigger.
    ///
    /// - Parameters:
    ///   - table: The table on which it fires.
    ///   - moment: The time and the event, such as `AFTER INSERT`.
    ///   - work: The statements, each with its semicolon.
    init(on table: Table, _ moment: String, _ work: [Statement]) {
        let suffix = moment.lowercased().replacing(" ", with: "_")
        // Names have 64 characters at most.
        name = "\(SynchronizingTriggers.prefix)\(table.nameInSchema.prefix(39))_\(suffix)"
        self.table = table
        self.moment = moment
        self.work = work.map(\.text).joined(separator: "\n")
    }

    /// The body of the trigger, as the server stores it.
    ///
    /// A trigger of the other table may write this one, and would be refused if it did so while this one's statement
    /// runs (1442). So the variable holds the time of the statement for which the triggers work, which is the same for
    /// all that it fires: a mark left by an interrupted statement has another time, and stops nothing.
    var body: String {
        let mark = SynchronizingTriggers.guardVariable.text
        return """
            BEGIN
            DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN SET \(mark) = NULL; RESIGNAL; END;
            IF \(mark) IS NULL OR \(mark) <> 0 AND \(mark) <> NOW(6) + 0 THEN
            SET \(mark) = NOW(6) + 0;
            \(work)
            SET \(mark) = NULL;
            END IF;
            END
            """
    }

    /// The statement that creates it.
    var definition: Statement {
        "CREATE TRIGGER \(identifier: name) \(raw: moment) ON \(table: table) FOR EACH ROW \(raw: body)"
    }

    /// Its creation, as a line of a plan.
    var planned: PlannedChange {
        PlannedChange(name: "create trigger \(name)", table: table.name, kind: .define, rows: 0)
    }

    /// Returns whether a trigger of the server is this one.
    func isSame(as other: Trigger) -> Bool {
        other.name == name && other.body.map(Self.words) == Self.words(body)
    }

    private static func words(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace) }
}
