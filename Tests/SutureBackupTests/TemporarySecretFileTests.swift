import Foundation
import Testing

@testable import SutureBackup

struct TemporarySecretFileTests {
    private struct Stop: Error {}

    private func mode(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func isForThisUserAloneAndGoneAfterwards() async throws {
        let path = try await TemporarySecretFile.with("secret\n", name: "client.cnf") { file async throws in
            #expect(try String(contentsOfFile: file.path, encoding: .utf8) == "secret\n")
            #expect(try mode(file.path) == 0o600)
            #expect(try mode(URL(fileURLWithPath: file.path).deletingLastPathComponent().path) == 0o700)
            return file.path
        }
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(!FileManager.default.fileExists(atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path))
    }

    @Test func isGoneAfterAnErrorToo() async throws {
        var path = ""
        await #expect(throws: Stop.self) {
            try await TemporarySecretFile.with("secret", name: "client.cnf") { file in
                path = file.path
                throw Stop()
            }
        }
        #expect(!path.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
