/// The JSON objects that the tool writes, with the fields that scripts may rely on.
enum JSONObjects {
    struct Change: Decodable, Hashable {
        let name: String
        let table: String
        let kind: String
        let rows: Int
    }

    struct Total: Decodable, Hashable {
        let table: String
        let kind: String
        let rows: Int
    }

    struct Finding: Decodable {
        let check: String
        let table: String
        let text: String
        let rows: Int
        let keys: [String]
        let values: [String]
    }

    struct Status: Decodable {
        struct Migration: Decodable {
            let version: String
            let name: String
            let state: String
            let appliedAt: String?
            let isReversible: Bool?
        }

        let migrations: [Migration]
        let pending: Int
    }

    struct Plan: Decodable {
        struct Note: Decodable {
            let level: String
            let code: String
            let text: String
            let remedy: String
        }

        struct Step: Decodable {
            let summary: String
            let kind: String
            let changes: [Change]
            let notes: [Note]
            let isExact: Bool
        }

        struct Migration: Decodable {
            let version: String
            let name: String
            let steps: [Step]
        }

        let migrations: [Migration]
    }

    struct AppliedMigration: Decodable {
        let version: String
        let name: String
        let changes: [Change]
        let milliseconds: Int
    }

    struct ExactPlan: Decodable {
        let migrations: [AppliedMigration]
        let totals: [Total]
    }

    /// The output of `up` and `down`.
    struct Run: Decodable {
        let migrations: [AppliedMigration]
        let totals: [Total]
        let backup: String?
        let kept: Int
        let overwritten: [String]

        /// The rows by table and kind of change.
        var rows: [String: Int] {
            migrations.flatMap(\.changes).filter { $0.kind != "define" }
                .reduce(into: [:]) { $0["\($1.kind) \($1.table)", default: 0] += $1.rows }
        }
    }

    /// The output of `verify` and `analyze`.
    struct Findings: Decodable {
        struct Migration: Decodable {
            let version: String
            let name: String
            let findings: [Finding]
        }

        let migrations: [Migration]
        let findings: Int
    }

    struct DownPlan: Decodable {
        struct Migration: Decodable {
            let version: String
            let name: String
            let changes: [Change]
        }

        struct Table: Decodable {
            let table: String
            let changes: Int
            let conflicts: Int
            let edited: Int
            let deleted: Int
            let occupied: Int
            let valueTaken: Int
            let referenced: Int
            let parentMissing: Int
            let survivorDeleted: Int
            let referring: Int
        }

        let migrations: [Migration]
        let tables: [Table]
        let conflicts: Int
        let rows: [String]
    }

    struct Redirects: Decodable {
        struct Redirect: Decodable {
            let version: String
            let table: String
            let key: String
            let survivor: String
            let via: [String]
        }

        let redirects: [Redirect]
        let count: Int
    }

    /// The output of `redirects --scan`.
    struct Scan: Decodable {
        struct Result: Decodable {
            struct Match: Decodable, Hashable {
                let path: String
                let line: Int
                let table: String
                let key: String
                let survivor: String
            }

            let matches: [Match]
            let files: Int
            let large: Int
            let binary: Int
            let unreadable: Int
        }

        let scan: Result
        let keys: Int
        let keysLeftOut: Int
    }

    struct History: Decodable {
        struct Application: Decodable {
            let version: String
            let name: String
            let state: String
            let startedAt: String
            let finishedAt: String?
            let revertedAt: String?
            let milliseconds: Int
            let account: String
            let host: String
            let toolVersion: String
            let checksum: String
            let backup: String?
            let run: Int
        }

        let applications: [Application]
    }

    struct Baseline: Decodable {
        let baseline: [String]
    }

    struct Repair: Decodable {
        let accepted: String
    }

    struct Backup: Decodable {
        let file: String
        let manifest: String
        let compression: String
        let snapshot: String
        let verified: Bool
        let verifiedIn: String?
        let sha256: String
        let bytes: Int
        let plainBytes: Int
        let milliseconds: Int
        let program: String
        let scope: String
        let tables: Int
        let selection: [String]?
    }

    struct Restore: Decodable {
        let database: String
        let tables: Int
        let comparedTables: Int
        let rows: Int
        let comparedDefinitions: Bool
        let replacedDefiners: [String]
        let backup: String?
    }

    struct Fingerprint: Decodable {
        struct Body: Decodable {
            struct Table: Decodable {
                let name: String
                let rows: Int
                let content: String
                let definition: String
            }

            let schema: String
            let tables: [Table]
        }

        let digest: String
        let fingerprint: Body
        let differences: [String]?
    }

    struct Failure: Decodable {
        struct Body: Decodable {
            let code: String
            let message: String
            let details: [String]
            let remedy: String
            let exitCode: Int32
        }

        let error: Body
    }
}
