import MySQLClient
import SutureCore

/// The triggers of a pair: the effects of each write to one table on the other.
///
/// A REPLACE deletes the row that it replaces, between the triggers before and after its insertion. That is no deletion
/// of the pair: the other half stays, with all its own values. If it deletes a partner because another one is to have
/// its unique value, it would delete the source of that partner too, so that is refused.
struct SyncTriggers {
    private let pair: PairTables

    init(_ pair: PairTables) { self.pair = pair }

    /// The triggers, in the order in which they are created.
    var all: [SyncTrigger] {
        [
            SyncTrigger(on: pair.source, "BEFORE INSERT", [noteInsertion(of: sourceKey)]),
            SyncTrigger(on: pair.source, "AFTER INSERT", followSource + [endOfInsertion]),
            SyncTrigger(on: pair.source, "AFTER UPDATE", sourceIsUpdated),
            // Before, as otherwise a foreign key from the partner refuses it.
            SyncTrigger(
                on: pair.source,
                "BEFORE DELETE",
                unlessReplaced(sourceKey, "DELETE FROM \(partner) WHERE \(partnerKey) = OLD.\(sourceKey);")
            ),
            // Before, as a foreign key to the source requires its row.
            SyncTrigger(on: pair.partner, "BEFORE INSERT", [noteInsertion(of: partnerKey)] + partnerIsInserted),
            SyncTrigger(on: pair.partner, "AFTER INSERT", partnerIsStored + [endOfInsertion]),
            SyncTrigger(on: pair.partner, "AFTER UPDATE", partnerIsUpdated),
            SyncTrigger(on: pair.partner, "AFTER DELETE", partnerIsDeleted),
        ]
    }

    private func noteInsertion(of key: Statement) -> Statement {
        "SET @suture_sync_key = NEW.\(key), @suture_sync_moment = NOW(6) + 0;"
    }

    private var endOfInsertion: Statement { "SET @suture_sync_key = NULL;" }

    /// Tests whether the statement inserts a row that may replace the deleted one.
    private var isInserting: Statement { "@suture_sync_moment <=> NOW(6) + 0" }

    private func unlessReplaced(_ key: Statement, _ deletion: Statement) -> [Statement] {
        ["IF NOT (OLD.\(key) <=> @suture_sync_key AND \(isInserting)) THEN", deletion, "END IF;"]
    }

    private var source: Statement { "\(table: pair.source)" }
    private var partner: Statement { "\(table: pair.partner)" }
    private var sourceKey: Statement { "\(identifier: pair.sourceKey)" }
    private var partnerKey: Statement { "\(identifier: pair.partnerKey)" }

    /// Returns the source row of a key, if it belongs to the pair.
    private func belonging(_ key: Statement) -> Statement {
        "FROM \(source) AS t WHERE t.\(sourceKey) = \(key) AND (\(pair.belongs))"
    }

    /// Creates the partner of a new source row, or synchronizes it.
    private var followSource: [Statement] {
        let key: Statement = "NEW.\(sourceKey)"
        let row = pair.newPartnerRow
        return [
            """
            IF EXISTS (SELECT 1 FROM \(partner) AS o WHERE o.\(partnerKey) = \(key)) THEN
            UPDATE \(partner) AS o SET \(shared("o.", "NEW.")) WHERE o.\(partnerKey) = \(key)
            AND (\(pair.disagree("o", "NEW"))) AND EXISTS (SELECT 1 \(belonging(key)));
            ELSE
            INSERT INTO \(partner) (\(identifiers: row.columns))
            SELECT \(row.values.joined(separator: ", ")) \(belonging(key));
            END IF;
            """
        ]
    }

    private var sourceIsUpdated: [Statement] {
        let watched = ([pair.sourceKey] + pair.shared + named(in: pair.belongs, pair.source)).uniqued
        return [
            "IF \(isChanged(watched, pair.source)) THEN",
            """
            IF NOT NEW.\(sourceKey) <=> OLD.\(sourceKey) THEN
            UPDATE \(partner) SET \(partnerKey) = NEW.\(sourceKey) WHERE \(partnerKey) = OLD.\(sourceKey);
            END IF;
            """,
        ] + followSource + ["END IF;"]
    }

    /// Creates the source of a new partner if it is missing, and gives the partner the values that the source has then.
    ///
    /// An existing partner is being replaced or updated: the given values are a change, which the later triggers copy
    /// to the source; the others are the source's.
    private var partnerIsInserted: [Statement] {
        let key: Statement = "NEW.\(partnerKey)"
        let row = pair.newSourceRow
        let needed = row.values.flatMap { named(in: $0, pair.partner) }.uniqued
        let given = needed.map { "NEW.\(identifier: $0) AS \(identifier: $0)" as Statement }.joined(separator: ", ")
        func take(_ value: (_ given: Statement, _ held: Statement) -> Statement) -> [Statement] {
            pair.shared.map { name in
                let given: Statement = "NEW.\(identifier: name)"
                return "SET \(given) = \(value(given, "(SELECT t.\(identifier: name) \(belonging(key)))"));"
            }
        }
        let creation: Statement = """
            IF NOT EXISTS (SELECT 1 FROM \(source) AS t WHERE t.\(sourceKey) = \(key)) THEN
            INSERT INTO \(source) (\(identifiers: row.columns))
            SELECT \(row.values.joined(separator: ", ")) FROM (SELECT \(given)) AS t;
            END IF;
            IF EXISTS (SELECT 1 FROM \(partner) AS o WHERE o.\(partnerKey) = \(key)) THEN
            """
        return [creation] + take { "COALESCE(\($0), \($1))" }
            + ["ELSEIF EXISTS (SELECT 1 \(belonging(key))) THEN"] + take { $1 } + ["END IF;"]
    }

    /// Gives the source the values with which a partner was stored: those of one that replaces another, or those of a
    /// trigger that fires after the one before.
    private var partnerIsStored: [Statement] {
        let key: Statement = "NEW.\(partnerKey)"
        return [
            """
            IF EXISTS (SELECT 1 \(belonging(key)) AND (\(pair.disagree("t", "NEW")))) THEN
            UPDATE \(source) SET \(shared("", "NEW.")) WHERE \(sourceKey) = \(key) AND (\(pair.belongs));
            END IF;
            """
        ]
    }

    /// Deletes the source of a partner that is deleted, unless the partner is being replaced.
    private var partnerIsDeleted: [Statement] {
        let deletion: Statement = "DELETE FROM \(source) WHERE \(sourceKey) = OLD.\(partnerKey) AND (\(pair.belongs));"
        return [
            """
            IF \(isInserting) AND NOT OLD.\(partnerKey) <=> COALESCE(@suture_sync_key, OLD.\(partnerKey)) THEN
            SIGNAL SQLSTATE '23000' SET MYSQL_ERRNO = 1062, MESSAGE_TEXT = 'Duplicate entry: another pair has the value';
            END IF;
            """
        ] + unlessReplaced(partnerKey, deletion)
    }

    private var partnerIsUpdated: [Statement] {
        let watched = ([pair.partnerKey] + pair.shared).uniqued
        return [
            "IF \(isChanged(watched, pair.partner)) THEN",
            """
            IF NOT NEW.\(partnerKey) <=> OLD.\(partnerKey) THEN
            UPDATE \(source) SET \(sourceKey) = NEW.\(partnerKey)
            WHERE \(sourceKey) = OLD.\(partnerKey) AND (\(pair.belongs));
            END IF;
            UPDATE \(source) SET \(shared("", "NEW.")) WHERE \(sourceKey) = NEW.\(partnerKey) AND (\(pair.belongs));
            """,
            "END IF;",
        ]
    }

    private func shared(_ left: Statement, _ right: Statement) -> Statement {
        pair.shared.map { "\(left)\(identifier: $0) = \(right)\(identifier: $0)" as Statement }.joined(separator: ", ")
    }

    /// Tests whether one of the columns has another value than before, byte for byte.
    private func isChanged(_ columns: [String], _ table: Table) -> Statement {
        columns
            .map { name in
                guard table.column(name)?.isText == true else {
                    return "NOT NEW.\(identifier: name) <=> OLD.\(identifier: name)"
                }
                return "NOT CAST(NEW.\(identifier: name) AS BINARY) <=> CAST(OLD.\(identifier: name) AS BINARY)"
            }
            .joined(separator: " OR ")
    }

    /// Returns the columns of a table that occur in an expression.
    private func named(in expression: Statement, _ table: Table) -> [String] {
        let words = Set(
            expression.text.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "$") }
                .map { $0.lowercased() }
        )
        return table.columns.map(\.name).filter { words.contains($0.lowercased()) }
    }
}

extension [String] {
    /// The first of each of the names that differ in more than case.
    fileprivate var uniqued: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0.lowercased()).inserted }
    }
}
