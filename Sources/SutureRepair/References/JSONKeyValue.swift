import MySQLClient
import SutureCore

/// A value from a JSON document as a key is compared.
enum JSONKeyValue {
    /// Whether keys of a type can be compared with values of documents: integers and text.
    static func fits(_ key: Column) -> Bool {
        key.dataType.hasSuffix("int") || key.isText
    }

    /// The SQL of a document's unquoted text as a value of a key's type; NULL for text that is no such value.
    ///
    /// Ids from 0 to 19 digits are read; the test stands before the cast, since a cast of other text is an error in an
    /// UPDATE.
    static func expression(_ text: Statement, as key: Column) -> Statement {
        if let characterSet = key.characterSet, let collation = key.collation {
            return "CONVERT(\(text) USING \(raw: characterSet)) COLLATE \(raw: collation)"
        }
        return "CASE WHEN \(text) REGEXP '^[0-9]{1,19}$' THEN CAST(\(text) AS UNSIGNED) END"
    }
}
