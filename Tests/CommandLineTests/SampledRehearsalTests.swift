import MySQLClient
import SutureTesting
import Testing

/// `suture rehearse --sample`.
@Suite struct SampledRehearsalTests {
    /// A sampled enrollment includes its student and its course, even without a foreign key, and a user its student.
    @Test(arguments: await TestServers.all(), ["--scratch", "--private"])
    func keepsReferencesWhole(server: TestServer, place: String) async throws {
        try await ToolCase.with(server, scale: 3) { test in
            try await test.execute(
                """
                DELETE e FROM enrollments AS e LEFT JOIN students AS s ON s.id = e.student_id
                LEFT JOIN courses AS c ON c.id = e.course_id WHERE s.id IS NULL OR c.id IS NULL
                """
            )
            let program = place == "--private" ? server.program.map { ["--server", $0] } ?? [] : []
            let arguments = ["rehearse", place, "--format", "json"] + program
            let whole = try await Tool.run(arguments, url: test.url).json(Rehearsal.self)
            let result = try await test.expectUnchanged {
                try await Tool.run(arguments + ["--sample", "20%"], url: test.url)
            }
            result.expectDone()
            let sampled = try result.json(Rehearsal.self)
            #expect(sampled.copy?.kind == String(place.dropFirst(2)))
            #expect(sampled.copy?.samplePercent == 20)
            #expect(sampled.foretold == nil)
            #expect(whole.foretold != nil)
            #expect(sampled.differences == [])
            #expect(sampled.findings == [])
            #expect(sampled.migrations.map(\.version) == Version.all)
            let orphans = sampled.migrations[1].steps.flatMap(\.changes)
            #expect(orphans.isEmpty)
            // The sample has no additional users without a student, nor students without a user.
            #expect(inserted(sampled, "students") < inserted(whole, "students"))
            #expect(inserted(sampled, "users") < inserted(whole, "users"))
            #expect(rows(sampled) > 0)
            #expect(rows(sampled) < rows(whole) / 2)
        }
    }

    @Test(arguments: await TestServers.all())
    func saysThatFiguresAreOfASample(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let result = try await test.run("rehearse", "--sample", "50")
            result.expectDone()
            #expect(result.output.contains("a sample of 50% of the rows"))
            #expect(result.output.contains("duplicates whose equals are not in it are not found"))
            #expect(!result.output.contains("Foretold"))
        }
    }

    @Test(arguments: ["0%", "101", "many", "", "-5"])
    func refusesWhatIsNoPart(text: String) async throws {
        let result = try await Tool.run(["rehearse", "--sample=\(text)"])
        #expect(result.exitCode == 64)
    }

    private func inserted(_ report: Rehearsal, _ table: String) -> Int {
        report.totals.filter { $0.table == table && $0.kind == "insert" }.reduce(0) { $0 + $1.rows }
    }

    private func rows(_ report: Rehearsal) -> Int {
        report.totals.reduce(0) { $0 + $1.rows }
    }
}
