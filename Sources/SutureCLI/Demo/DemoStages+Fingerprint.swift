import MySQLClient
import SutureCore

extension DemoStages {
    /// The contents and definitions of all tables but Suture's own, to tell what differs.
    func fingerprint() async throws -> Fingerprint {
        try await session.connection.run { session in
            try Fingerprint.take(of: nil, excluding: { $0.hasPrefix(StateNames.prefix) }, in: session)
        }
    }

    /// The one hash over all of that, and over the other objects, as `suture fingerprint` prints it.
    func digest() async throws -> String {
        try await session.connection.run { try SchemaFingerprint.take(in: $0).digest }
    }
}
