import MySQLClient
import SutureCore

/// Ids inside JSON documents that a merge rewrites, by the paths that the migration names.
struct JSONReferences {
    let step: MergeDuplicates
    let layout: MergeLayout

    /// One id of the documents of a column.
    struct Place {
        let table: Table
        let column: String
        let path: String
        let parent: Table
        let key: Column

        private var document: Statement { "t.\(identifier: column)" }

        /// The id as JSON; NULL in text that is no document.
        private var id: Statement {
            "CASE WHEN JSON_VALID(\(document)) THEN JSON_EXTRACT(\(document), \(path)) END"
        }

        private var isString: Statement { "JSON_TYPE(\(id)) = 'STRING'" }

        /// The id as a value of the key.
        var value: Statement {
            let text: Statement = "JSON_UNQUOTE(\(id))"
            guard key.isText else { return JSONKeyValue.expression(text, as: key) }
            return JSONKeyValue.expression("CASE WHEN \(isString) THEN \(text) END", as: key)
        }

        /// Returns the document with another id of the same kind.
        func document(with id: Statement) -> Statement {
            """
            CASE WHEN \(isString) THEN JSON_REPLACE(\(document), \(path), CAST(\(id) AS CHAR))
            ELSE JSON_REPLACE(\(document), \(path), \(id)) END
            """
        }
    }

    /// Checks that the columns can be rewritten, and that the paths lead to one id each.
    func check() throws {
        for place in try places() {
            try place.table.requireRepairable()
            let column = try place.table.requireColumn(place.column)
            guard column.dataType == "json" || column.isText, !column.isGenerated else {
                throw SutureError(
                    .invalidMigration,
                    "\(place.table.name).\(place.column) holds no JSON documents that can be changed.",
                    remedy: "Correct the column, or name the reference without a path."
                )
            }
            guard place.path.wholeMatch(of: /\$(?:\.[A-Za-z_][A-Za-z0-9_]*|\."[^"\\]+"|\[[0-9]+\])+/) != nil else {
                throw SutureError(
                    .invalidMigration,
                    "The path of \(place.table.name).\(place.column) does not name one value.",
                    remedy: "Write it like $.institution_id or $.items[0].school, without wildcards."
                )
            }
            guard layout.moved[place.parent.name]?.contains(place.key.name) != true else {
                throw SutureError(
                    .unsupported,
                    "Documents in \(place.table.name).\(place.column) refer to a key of \(place.parent.name) that moves.",
                    remedy: "Rewrite them by an Update of their own."
                )
            }
        }
    }

    /// Returns the changes; they precede all others, while the duplicates still exist.
    func changes(_ workspace: Workspace) throws -> [TableChange] {
        try places()
            .compactMap { place in
                guard let number = layout.number(of: place.parent.name) else { return nil }
                return .update(
                    "re-point \(place.table.name).\(place.column) \(place.path)",
                    table: place.table,
                    set: [TableChange.Assignment(place.column, place.document(with: "m.n_1"))],
                    joins: "JOIN \(workspace.table("m\(number)")) AS m ON m.o_1 = \(place.value)",
                    filter: "TRUE"
                )
            }
    }

    private func places() throws -> [Place] {
        try step.undeclared.compactMap { reference in
            guard let path = reference.path else { return nil }
            let table = try layout.schema.table(reference.table)
            let parent = try layout.schema.table(reference.parent ?? layout.root.name)
            guard parent.keyColumns.count == 1, let key = parent.column(parent.keyColumns[0]), JSONKeyValue.fits(key)
            else {
                throw SutureError(
                    .unsupported,
                    "Documents in \(table.name).\(reference.column) cannot refer to \(parent.name): its primary key is not "
                        + "one column of integers or text.",
                    remedy: "Rewrite the documents by an Update of their own, and remove the reference."
                )
            }
            return Place(
                table: table,
                column: try table.requireColumn(reference.column).name,
                path: path,
                parent: parent,
                key: key
            )
        }
    }
}
