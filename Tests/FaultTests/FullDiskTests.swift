import Foundation
import MySQLClient
import PrivateServer
import SchoolSample
import SutureCore
import SutureTesting
import Testing

/// Disks that are full: that of the server in the middle of a run, and that of the backup.
///
/// It needs a file system of its own, which only root may mount.
@Suite(.serialized) struct FullDiskTests {
    /// With little space, a file of the preparations does not fit, with more a journal or a table of rows.
    @Test(.enabled(if: geteuid() == 0), arguments: await TestServers.all(), [200, 3000])
    func goesOnOnceThereIsRoom(server: TestServer, kibibytes: Int) async throws {
        try await SmallDisk.with(megabytes: 700) { disk in
            let test = try await PrivateServer.start(
                .init(program: server.program, bufferPoolSize: 32 << 20, parent: disk.path)
            )
            do {
                try await run(on: test, disk, kibibytes)
                await test.stop()
            } catch {
                await test.stop()
                throw error
            }
        }
    }

    /// The disk for the backup before `up` is full: nothing is changed, and no partial file of the backup remains.
    @Test(.enabled(if: geteuid() == 0), arguments: await TestServers.all())
    func changesNothingWithoutItsBackup(server: TestServer) async throws {
        try await SmallDisk.with(megabytes: 1) { disk in
            try await server.withSchema { configuration in
                let connection = try await Connection.connect(configuration)
                try await connection.run { try SchoolSample(scale: 60).install(in: $0) }
                let start = try await MigrationTest.fingerprint(connection)
                let tool = SutureProcess(
                    program: .suture,
                    socket: try #require(configuration.socket),
                    database: try #require(configuration.database)
                )
                // A dump that is clearly too large is refused in advance; anything else fills the disk and fails.
                for (compression, code) in [("none", "space-missing"), ("gzip", "write-failed")] {
                    let arguments = ["up", "--backup", "--backup-directory", disk.path, "--compress", compression]
                    let result = try await tool.start(arguments).result()
                    #expect(result.status == 3, "\(result.errors)")
                    #expect(result.errors.contains("error (\(code))"), "\(result.errors)")
                    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == [])
                }
                #expect(try await MigrationTest.fingerprint(connection).differences(from: start) == [])
                let applications: Int? = try await connection.run {
                    try $0.value("SELECT COUNT(*) FROM suture_history")
                }
                #expect(applications == 0)
                await connection.close()
            }
        }
    }

    private func run(on server: PrivateServer, _ disk: SmallDisk, _ kibibytes: Int) async throws {
        let root = try await Connection.connect(server.configuration())
        try await root.run { try $0.execute("CREATE DATABASE faults") }
        await root.close()
        var connection = try await Connection.connect(server.configuration(database: "faults"))
        try await connection.run { try SchoolSample(scale: 60).install(in: $0) }
        let tool = SutureProcess(program: .suture, socket: server.socket, database: "faults")
        let start = try await MigrationTest.fingerprint(connection)
        try await tool.run("up")
        let end = try await MigrationTest.fingerprint(connection)
        try await tool.run("down", "--to", "0")
        #expect(try await MigrationTest.fingerprint(connection).differences(from: start) == [])

        try disk.fill(leaving: kibibytes)
        let full = try await tool.start(["up", "--reconnect-timeout", "5"]).result()
        #expect(full.status == 1, "\(full.errors)")
        // A server either reports it, or dies of it.
        let isTold = full.errors.contains("error (disk-full)") || full.errors.contains("error (connection-lost)")
        #expect(isTold, "\(full.errors)")
        await connection.close()
        try disk.empty()
        var next = try await tool.start(["up", "--reconnect-timeout", "5"]).result()
        // MariaDB cannot recover from a crash soon after a CREATE TABLE without space, so none is added here.
        if next.status != 0, await !isAlive(server) {
            await server.crash()
            try await server.restart()
            next = try await tool.start(["up"]).result()
        }
        #expect(next.status == 0, "\(next.errors)")
        connection = try await Connection.connect(server.configuration(database: "faults"))
        #expect(try await MigrationTest.fingerprint(connection).differences(from: end) == [])
        try await tool.run("down", "--to", "0")
        #expect(try await MigrationTest.fingerprint(connection).differences(from: start) == [])
        await connection.close()
    }
}

private func isAlive(_ server: PrivateServer) async -> Bool {
    guard let connection = try? await Connection.connect(server.configuration()) else { return false }
    await connection.close()
    return true
}

/// A small file system in memory.
struct SmallDisk {
    let path: String

    static func with<Result>(megabytes: Int, _ body: (SmallDisk) async throws -> Result) async throws -> Result {
        let path = "/tmp/suture-disk-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try command("mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", path)
        defer {
            try? command("umount", "-l", path)
            try? FileManager.default.removeItem(atPath: path)
        }
        return try await body(SmallDisk(path: path))
    }

    /// Fills the disk until the given number of kibibytes is left.
    func fill(leaving kibibytes: Int) throws {
        let room = try FileManager.default.attributesOfFileSystem(forPath: path)[.systemFreeSize] as? NSNumber
        let bytes = (room?.int64Value ?? 0) - Int64(kibibytes) << 10
        try Self.command("fallocate", "-l", String(bytes), path + "/filler")
    }

    func empty() throws { try FileManager.default.removeItem(atPath: path + "/filler") }

    private static func command(_ arguments: String...) throws {
        let process = try Process.run(URL(fileURLWithPath: "/usr/bin/env"), arguments: arguments)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.featureUnsupported) }
    }
}
