import Foundation
import Testing
import Yams

/// `suture schedule`: units that the schedulers themselves read.
@Suite struct ScheduleTests {
    private func units(_ arguments: String...) async throws -> String {
        let result = try await Tool.run(["schedule"] + arguments)
        result.expectDone()
        return result.output
    }

    @Test(arguments: ["check", "maintain"])
    func printsAJobOfKubernetes(work: String) async throws {
        let text = try await units(
            "kubernetes",
            work,
            "--image",
            "own: 1",
            "--program",
            "/$(d)",
            "--folder",
            "/etc/own $(e)",
            "--",
            "--env",
            "a \"b\" $(c)"
        )
        let job = try #require(try Yams.load(yaml: text) as? [String: Any])
        #expect(job["kind"] as? String == "CronJob")
        let spec = try #require(job["spec"] as? [String: Any])
        let template = try #require((spec["jobTemplate"] as? [String: Any])?["spec"] as? [String: Any])
        let pod = try #require((template["template"] as? [String: Any])?["spec"] as? [String: Any])
        let container = try #require((pod["containers"] as? [[String: Any]])?.first)
        #expect(container["command"] as? [String] == ["/$$(d)"])
        #expect(container["workingDir"] as? String == "/etc/own $(e)")
        #expect(container["args"] as? [String] == [work, "--env", "a \"b\" $$(c)"])
        #expect(container["image"] as? String == "own: 1")
        #expect((template["activeDeadlineSeconds"] as? Int) == (work == "check" ? 3600 : nil))
    }

    @Test(arguments: [
        ("hourly", "20 * * * *", "hourly"), ("daily", "20 3 * * *", "*-*-* 03:20:00"),
        ("weekly", "20 3 * * 1", "Mon *-*-* 03:20:00"), ("monthly", "20 3 1 * *", "*-*-01 03:20:00"),
    ])
    func saysTheTimeToEachScheduler(rhythm: String, moment: String, calendar: String) async throws {
        #expect(try await units("systemd", "--every", rhythm).contains("\nOnCalendar=\(calendar)\n"))
        #expect(try await units("cron", "--every", rhythm).contains("\n\(moment) suture "))
        let job = try #require(
            try Yams.load(yaml: try await units("kubernetes", "--every", rhythm)) as? [String: Any]
        )
        #expect((job["spec"] as? [String: Any])?["schedule"] as? String == moment)
    }

    @Test func printsALineThatAShellRuns() async throws {
        let folder = try TemporaryFolder()
        let program = folder.url.path + "/it's 100% suture"
        try folder.write("#!/bin/sh\necho \"$PWD: $*\"\nexit 2\n", to: "it's 100% suture")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        let text = try await units("cron", "--program", program, "--folder", folder.url.path, "--", "pairs")
        let line = try #require(text.split(separator: "\n").last)
        let words = line.split(separator: " ", maxSplits: 6)
        #expect(words[5] == "suture")
        // As cron reads it: \% is a percent sign.
        let command = String(words[6]).replacing("\\%", with: "%")
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.standardOutput = output
        try process.run()
        let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(said == "\(folder.url.resolvingSymlinksInPath().path): check pairs\n")
    }

    @Test func printsAServiceAndATimer() async throws {
        let text = try await units("systemd", "--folder", "/srv/50%", "--", "--env", "50%")
        #expect(text.contains("\nWorkingDirectory=/srv/50%%\n"))
        #expect(text.contains("\nEnvironmentFile=-/srv/50%%/environment\n"))
        #expect(text.contains("\nExecStart=/usr/local/bin/suture check --env \"50%%\"\n"))
        #expect(text.contains("\nSuccessExitStatus=2\n"))
        #expect(text.contains("\n[Install]\nWantedBy=timers.target\n"))
        // A variable is not allowed in the path of the program, so its sign is not doubled there.
        let odd = try await units("systemd", "--program", "/opt/50% $x", "--", "--env", "$y")
        #expect(odd.contains("\nExecStart=\"/opt/50%% $x\" check --env \"$$y\"\n"))
    }

    @Test func printsTheMonthlyMaintenance() async throws {
        let service = try await units("systemd", "maintain", "--", "--max-rows", "1000")
        #expect(service.contains("\nExecStart=/usr/local/bin/suture maintain --max-rows 1000\n"))
        #expect(!service.contains("SuccessExitStatus"))
        #expect(service.contains("\nOnCalendar=*-*-01 03:20:00\n"))
        #expect(!service.contains("check"))
        #expect(try await units("cron", "maintain").contains("\n20 3 1 * * suture "))
        let job = try #require(try Yams.load(yaml: try await units("kubernetes", "maintain")) as? [String: Any])
        #expect((job["metadata"] as? [String: Any])?["name"] as? String == "suture-maintain")
    }

    @Test func printsThePruningOfJournals() async throws {
        let service = try await units("systemd", "prune", "--", "--keep-days", "90")
        #expect(service.contains("\nExecStart=/usr/local/bin/suture journal prune --keep-days 90\n"))
        #expect(service.contains("suture-prune.timer"))
        #expect(try await units("cron", "prune").contains(" /usr/local/bin/suture journal prune 2>&1"))
        #expect(try await units("kubernetes", "prune").contains("args: [\"journal\", \"prune\"]"))
    }

    /// The README shows the same output.
    @Test func areThoseOfTheReadme() async throws {
        let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let readme = try String(contentsOf: package.appending(path: "README.md"), encoding: .utf8)
        let shown = try #require(readme.firstMatch(of: #/<!-- schedule -->\n```text\n(.*?)```/#.dotMatchesNewlines())).1
        let printed = [
            try await units("cron"), try await units("cron", "maintain", "--", "--max-rows", "1000", "--yes"),
        ]
        #expect(shown == printed.joined())
    }

    @Test(arguments: [["--url", "mysql://a:geheim@h/s"], ["--url=mysql://a:geheim@h/s"], ["--url", "mysql://a@h/s"]])
    func warnsOfAPasswordInTheUnit(options: [String]) async throws {
        let result = try await Tool.run(["schedule", "cron", "--"] + options)
        result.expectDone()
        #expect(result.errors.contains("warning: a password in the arguments") == options.joined().contains("geheim"))
    }

    @Test func refusesWhatTheCommandWouldNotTake() async throws {
        let refused = [
            ["cron", "--", "--alrt", "x"], ["cron", "maintain", "--", "--alert", "https://x"],
            ["cron", "maintain", "--", "--max-rows", "-1"], ["cron", "prune", "--", "--keep-days", "x"],
            ["cron", "--folder", "here"], ["at"], ["cron", "--", "--env", "a\nb"], ["systemd", "--folder", "/a\nb"],
            ["systemd", "--program", "/a\rb"], ["kubernetes", "--image", "a\nb"],
        ]
        for arguments in refused {
            let result = try await Tool.run(["schedule"] + arguments)
            #expect(result.exitCode == 64)
            #expect(result.output == "")
        }
    }
}
