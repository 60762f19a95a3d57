import ArgumentParser
import Foundation
import MySQLClient
import PrivateServer
import SutureBackup

/// The method of verifying a backup, beyond the checks that each one passes.
enum BackupVerification: String, ExpressibleByArgument, CaseIterable {
    /// By a restore that is compared with the manifest, table by table.
    case restore

    /// The place where a backup was restored for comparison.
    enum Place: String, Encodable {
        case privateServer = "private-server"
        case scratchSchema = "scratch-schema"
    }

    /// Restores a backup into a private server of the same vendor, or otherwise into a scratch schema, and removes
    /// either again; a backup that differs from its manifest, or could not be restored, is removed.
    ///
    /// A backup whose views name their schema is restored under another name, to test their change too. One whose views
    /// read other schemas requires the server that has them.
    /// - Returns: The place of the restore, and the obstacles to a schema of another name.
    func run(
        _ backup: BackupResult,
        _ configuration: ConnectionConfiguration,
        _ server: ServerIdentity,
        serverProgram: String?
    ) async throws -> (place: Place, namesItself: [String]) {
        do {
            let reach = try await Restore.reach(of: backup.file)
            let isPrivate = !reach.needsOtherSchemas
            if isPrivate, let privateServer = try await Self.start(serverProgram, vendor: server.vendor) {
                let outcome: Result<Void, any Error>
                do {
                    outcome = .success(
                        try await Self.restore(
                            backup,
                            privateServer.configuration(),
                            into: reach.renamesViews && reach.namesItself.isEmpty
                                ? Self.scratchName() : backup.manifest.database
                        )
                    )
                } catch {
                    outcome = .failure(error)
                }
                await privateServer.stop()
                try outcome.get()
                return (.privateServer, reach.namesItself)
            } else {
                try await Self.restore(backup, configuration, into: Self.scratchName())
                return (.scratchSchema, reach.namesItself)
            }
        } catch {
            unlink(backup.file)
            unlink(backup.manifestFile)
            guard var refusal = error as? BackupError else { throw error }
            refusal.hasChanged = false
            throw refusal
        }
    }

    private static func scratchName() -> String {
        "suture_scratch_\(UUID().uuidString.prefix(8).lowercased())"
    }

    /// Starts a private server of the vendor; returns nil if no program of it is found and none was named.
    ///
    /// The events of the backup must not run there, and no row may be too long for it.
    private static func start(_ program: String?, vendor: ServerIdentity.Vendor) async throws -> PrivateServer? {
        do {
            return try await PrivateServer.start(
                .init(
                    program: program,
                    vendor: vendor,
                    extraArguments: ["--event-scheduler=OFF", "--max-allowed-packet=1G"]
                )
            )
        } catch let error as PrivateServerError where program == nil && error.code == .programNotFound {
            return nil
        }
    }

    private static func restore(
        _ backup: BackupResult,
        _ configuration: ConnectionConfiguration,
        into database: String
    ) async throws {
        var outside = configuration
        outside.database = nil
        let request = RestoreRequest(configuration: outside, file: backup.file, database: database)
        try await Connection.with(outside) { connection in
            let outcome: Result<RestoreResult, any Error>
            do {
                outcome = .success(try await Restore.run(request, server: connection.server) { nil })
            } catch {
                outcome = .failure(error)
            }
            _ = try? await connection.run { try $0.execute("DROP DATABASE IF EXISTS \(identifier: database)") }
            _ = try outcome.get()
        }
    }
}
