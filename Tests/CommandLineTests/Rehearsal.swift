/// The output of `rehearse`.
struct Rehearsal: Decodable {
    struct Copy: Decodable {
        let kind: String
        let server: String
        let databaseServer: String
        let backup: String?
        let samplePercent: Double?
    }
    struct Definition: Decodable {
        let statement: String
        let algorithm: String?
    }
    struct Step: Decodable {
        let changes: [JSONObjects.Change]
        let definitions: [Definition]
    }
    struct Migration: Decodable {
        let version: String
        let steps: [Step]
    }
    struct Verification: Decodable, Equatable { let version: String }
    struct Foretold: Decodable {
        let upMilliseconds: Int
        let downMilliseconds: Int
    }
    let copy: Copy?
    let foretold: Foretold?
    let migrations: [Migration]
    let findings: [Verification]
    let totals: [JSONObjects.Total]
    let differences: [String]
    let journalBytes: Int
}
