import Foundation
import SutureCore

/// A fingerprint in a file.
enum FingerprintFile {
    /// Reads a saved fingerprint.
    static func read(_ path: String) throws -> SchemaFingerprint {
        guard let data = FileManager.default.contents(atPath: path),
            let fingerprint = try? JSONDecoder().decode(SchemaFingerprint.self, from: data),
            fingerprint.format == SchemaFingerprint.currentFormat
        else {
            throw SutureError(
                SutureError.Code(rawValue: "fingerprint-unreadable"),
                "\(path) is not a fingerprint that this version can read.",
                remedy: "Name a file that `suture fingerprint --save` has written."
            )
        }
        return fingerprint
    }

    /// Saves a fingerprint, replacing a file of that name.
    static func write(_ fingerprint: SchemaFingerprint, to path: String) throws {
        do {
            try Data((JSONOutput.text(fingerprint) + "\n").utf8)
                .write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw SutureError(
                SutureError.Code(rawValue: "fingerprint-not-written"),
                "\(path) cannot be written: \(error.localizedDescription)",
                remedy: "Name a file in a folder that this user may write to."
            )
        }
    }
}
