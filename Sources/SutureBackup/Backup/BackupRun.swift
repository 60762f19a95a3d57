import Foundation
import MySQLClient
import SutureCore

/// One backup under way: the snapshot, the dump into its file, and the manifest.
struct BackupRun: Sendable {
    let request: BackupRequest
    let server: ServerIdentity
    let program: DumpProgram
    let compressor: CompressionProgram?
    let contents: DumpContents
    let meter: ProgressMeter

    /// The description of a complete dump.
    private struct Dump {
        var options: [String]
        var tables: [SchemaFingerprint.Table]
        var snapshot: SnapshotKind
        var position: BackupManifest.Position?
        var definitions: BackupDefinitions
        var sequences: [BackupManifest.Sequence]
    }

    /// Takes the backup into a file, and returns the paths of the file and of its manifest.
    func run(into file: DumpFile, started: Date) async throws -> (path: String, manifest: String, BackupManifest) {
        let dump = try await dump(into: file)
        let content = await file.content
        let manifest = try manifest(
            of: dump,
            content: content,
            sha256: try await file.digest(),
            file: file.name,
            times: (started, .now)
        )
        let path = try await file.finish()
        do {
            let manifestPath = try ManifestFile.write(manifest, beside: path)
            meter.finish(content)
            return (path, manifestPath, manifest)
        } catch {
            unlink(path)
            throw error
        }
    }

    private func dump(into file: DumpFile) async throws -> Dump {
        let snapshot = try await BackupSnapshot.open(contents, request, server: server)
        do {
            let dump = try await dump(into: file, snapshot)
            await snapshot.close()
            return dump
        } catch {
            await snapshot.close()
            throw error
        }
    }

    private func dump(into file: DumpFile, _ snapshot: BackupSnapshot) async throws -> Dump {
        let defaults = try DefaultsFile(request.configuration, vendor: program.vendor)
        let wantsContents = request.fingerprints
        async let read = wantsContents ? snapshot.read() : []
        let arguments = try await TemporarySecretFile.with(defaults.text, name: "client.cnf") { secret in
            let arguments = DumpArguments(
                vendor: program.vendor,
                defaultsFile: secret.path,
                database: contents.database,
                tables: request.tables
            )
            let run = DumpRun(program: program, arguments: arguments.list, timeLimit: request.timeLimit)
            let outcome = try await run.run(into: file, through: compressor.map(CompressorRun.init)) { content in
                if content.scanner.hasBegun { snapshot.locks?.allHaveBegun() }
                meter.update(content)
            }
            let verdict = DumpVerdict(
                program: program,
                baseTables: contents.baseTables,
                sequences: contents.sequences,
                triggers: contents.triggers
            )
            try verdict.check(outcome, content: await file.content)
            return arguments
        }
        let wereLocked = await snapshot.locks?.wereHeldLongEnough() ?? false
        let tables = try await read
        let isSame = wereLocked || contents.fingerprinted.isEmpty
        let isWhole = request.tables == nil
        let (after, sequences, second) = try await Connection.withSession(request.configuration) { [contents] session in
            (
                try BackupDefinitions.read(contents, isWhole: isWhole, in: session),
                try BackupSequences.read(contents.sequences, of: contents.database, in: session),
                isSame || !wantsContents
                    ? nil
                    : try SchemaFingerprint.readTables(
                        contents.fingerprinted,
                        of: contents.database,
                        in: session
                    )
            )
        }
        try snapshot.definitions.check(after: after)
        let unchanged = second.map(Set.init)
        return Dump(
            options: arguments.list.filter { !$0.hasPrefix("--defaults-file=") },
            tables: tables.filter { unchanged?.contains($0) ?? true },
            snapshot: !wantsContents ? .none : isSame ? .same : .separate,
            position: isSame ? snapshot.position : nil,
            definitions: after,
            sequences: BackupSequences.compare(snapshot.sequences, sequences)
        )
    }

    private func manifest(
        of dump: Dump,
        content: DumpFile.Content,
        sha256: String,
        file: String,
        times: (started: Date, finished: Date)
    ) throws -> BackupManifest {
        let known = Dictionary(dump.tables.map { ($0.name, $0) }) { first, _ in first }
        return BackupManifest(
            tool: request.toolVersion,
            database: contents.database,
            characterSet: contents.characterSet,
            collation: contents.collation,
            server: .init(vendor: server.vendor.rawValue, version: server.versionText),
            program: .init(path: program.path, version: program.version, options: dump.options),
            compression: (compressor?.kind ?? .none).rawValue,
            started: times.started.formatted(.iso8601),
            finished: times.finished.formatted(.iso8601),
            position: dump.position,
            snapshot: dump.snapshot,
            scope: request.scope,
            selection: request.tables,
            run: request.run,
            file: file,
            sha256: sha256,
            bytes: content.storedBytes,
            plainBytes: content.bytes,
            schema: try SchemaFingerprint.schemaHash(dump.definitions.objects),
            tables: dump.definitions.objects.filter { $0.kind == "table" }
                .map { table in
                    BackupManifest.Table(
                        name: table.name,
                        rows: known[table.name]?.rows,
                        content: known[table.name]?.content,
                        definition: table.definition
                    )
                },
            sequences: dump.sequences,
            objects: dump.definitions.objects.filter { $0.kind != "table" }
        )
    }
}
