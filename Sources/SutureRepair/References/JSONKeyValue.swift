import MySQLClient
import SutureCore

/// A value from a JSON document in the form in which a key is compared.
enum JSONKeyValue {
    /// Returns whether keys of a type can be compared with values of documents: integers and text.
    static func fits(_ key: Column) -> Bool {
        key.dataType.hasSuffix("int") || key.isText
    }

    /// Returns the SQL of a document's unquoted text as a value of a key's type; NULL for other text.
    ///
    /// Ids of up to 19 digits are read; the test precedes the cast, since a cast of other text is an error in an
    /// UPDATE.
    static func expression(_ text: Statement, as key: Column) -> Statement {
        if let characterSet = key.characterSet, let collation = key.collation {
            return "CONVERT(\(text) USING \(raw: characterSet)) COLLATE \(raw: collation)"
        }
        return "CASE WHEN \(text) REGEXP '^[0-9]{1,19}$' THEN CAST(\(text) AS UNSIGNED) END"
    }
}
