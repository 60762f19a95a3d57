import MySQLClient
import SutureCore

extension DemoStages {
    /// Returns the contents and definitions of all tables but Suture's own, to find differences.
    func fingerprint() async throws -> Fingerprint {
        try await session.connection.run { session in
            try Fingerprint.take(of: nil, excluding: { $0.hasPrefix(StateNames.prefix) }, in: session)
        }
    }

    /// Returns the single hash over all of that, and over the other objects, as printed by `suture fingerprint`.
    func digest() async throws -> String {
        try await session.connection.run { try SchemaFingerprint.take(in: $0).digest }
    }
}
