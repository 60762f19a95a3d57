import Foundation
import MySQLClient
import SutureCore
import SutureTesting
import Testing

@testable import SutureBackup

/// The content of the manifest beside a backup.
@Suite(.serialized, .timeLimit(.minutes(120)))
struct ManifestTests {
    @Test(arguments: await TestServers.all())
    func describesTheDump(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await backup.run { try DumpedSchema.fill($0) }
            let fingerprint = try await backup.run { try SchemaFingerprint.take(in: $0) }
            let result = try await backup.take(backup.request(compression: .zstd))
            let manifest = try ManifestFile.read(beside: result.file)
            #expect(manifest == result.manifest)
            #expect(manifest.snapshot == .same)
            #expect(manifest.compression == "zstd")
            #expect(manifest.database == backup.database)
            #expect(manifest.characterSet == "utf8mb4")
            #expect(manifest.file == URL(fileURLWithPath: result.file).lastPathComponent)
            #expect(manifest.plainBytes > manifest.bytes)
            #expect(manifest.tables.map(\.name) == fingerprint.tables.map(\.name))
            #expect(manifest.tables.map(\.content) == fingerprint.tables.map(\.content))
            #expect(manifest.tables.map(\.rows) == fingerprint.tables.map(\.rows))
            #expect(manifest.tables.map(\.definition) == fingerprint.tables.map(\.definition))
            #expect(manifest.objects == fingerprint.objects)
            #expect(manifest.schema == fingerprint.schema)
            #expect(!manifest.program.options.contains { $0.contains("defaults-file") })
            let attributes = try FileManager.default.attributesOfItem(atPath: result.manifestFile)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    /// Rows are written all the time; still the counts are those of the dump, as its INSERTs show.
    @Test(arguments: await TestServers.all())
    func countsWhatTheDumpHoldsWhileOthersWrite(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await backup.run { session in
                for table in ["a", "b", "c"] {
                    try session.execute("CREATE TABLE \(identifier: table) (id INT AUTO_INCREMENT PRIMARY KEY)")
                    try session.execute("INSERT INTO \(identifier: table) VALUES (), (), ()")
                }
            }
            let writer = Task {
                try await backup.run { session in
                    while !Task.isCancelled {
                        for table in ["a", "b", "c"] {
                            try session.execute("INSERT INTO \(identifier: table) VALUES ()")
                        }
                    }
                }
            }
            for _ in 0..<5 {
                let result = try await backup.take(backup.request())
                #expect(result.manifest.snapshot == .same)
                let lines = try String(contentsOfFile: result.file, encoding: .utf8).split(separator: "\n")
                for table in result.manifest.tables {
                    var rows = 0
                    var isWithin = false
                    for line in lines {
                        if line.hasPrefix("INSERT INTO `\(table.name)` VALUES") { isWithin = true }
                        if isWithin { rows += line.count { $0 == "(" } }
                        if line.hasSuffix(";") { isWithin = false }
                    }
                    #expect(table.rows == rows)
                }
            }
            writer.cancel()
            _ = await writer.result
        }
    }

    @Test(arguments: await TestServers.all())
    func saysWhereTheSnapshotIsAnother(server: TestServer) async throws {
        try await BackupCase.with(server) { backup in
            try await backup.run { session in
                try session.execute("CREATE TABLE a (id INT PRIMARY KEY)")
                try session.execute("INSERT INTO a VALUES (1)")
            }
            let privileges = "SELECT, TRIGGER, SHOW VIEW, EVENT, EXECUTE"
            let manifest = try await backup.withAccount(password: "x", privilege: privileges) { configuration in
                try await backup.take(backup.request(configuration)).manifest
            }
            #expect(manifest.snapshot == .separate)
            #expect(manifest.tables.map(\.rows) == [1])
            let without = try await backup.take(backup.request(fingerprints: false)).manifest
            #expect(without.snapshot == .none)
            #expect(without.tables.map(\.rows) == [nil])
        }
    }

    @Test func compressorsThatFailAreTold() async throws {
        try await TemporaryFolder.with { folder in
            for script in ["exit 0", "cat > /dev/null; exit 1", "head -c 10; exit 1"] {
                let dump = DumpProgram(
                    path: try folder.script("dump", "yes x | head -c 3000000; echo '-- Dump completed'"),
                    vendor: .mysql,
                    version: "1"
                )
                let program = CompressionProgram(kind: .zstd, path: try folder.script("zstd", script))
                let file = try DumpFile(database: "d", directory: "\(folder.path)/out")
                let error = try await #require(throws: BackupError.self) {
                    try await DumpRun(program: dump, arguments: [], timeLimit: .seconds(60))
                        .run(into: file, through: CompressorRun(program: program)) { _ in }
                }
                #expect(error.code == .compressionFailed, "\(script)")
                await file.discard()
            }
        }
    }

    @Test func aFullDiskStopsTheCompressor() async throws {
        try await TemporaryFolder.with { folder in
            let dump = DumpProgram(
                path: try folder.script("dump", "exec cat /dev/urandom"),
                vendor: .mysql,
                version: "1"
            )
            let program = try #require(try CompressionProgram.find(.gzip))
            let file = try DumpFile(database: "d", directory: "\(folder.path)/out")
            // An abandoned file takes no more bytes, like a full disk.
            await file.discard()
            let error = try await #require(throws: BackupError.self) {
                try await DumpRun(program: dump, arguments: [], timeLimit: .seconds(60))
                    .run(into: file, through: CompressorRun(program: program)) { _ in }
            }
            #expect(error.code == .writeFailed)
        }
    }

    @Test func tooLittleSpaceIsRefused() throws {
        try FreeSpace.check(dataBytes: 100, isCompressed: false, directory: "/", free: 50)
        let error = try #require(throws: BackupError.self) {
            try FreeSpace.check(dataBytes: 100, isCompressed: false, directory: "/", free: 49)
        }
        #expect(error.code == .spaceMissing)
        try FreeSpace.check(dataBytes: 1 << 40, isCompressed: true, directory: "/", free: 1 << 36)
        #expect(throws: BackupError.self) {
            try FreeSpace.check(dataBytes: 1 << 62, isCompressed: true, directory: "/")
        }
    }
}
