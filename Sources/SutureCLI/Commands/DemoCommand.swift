import ArgumentParser
import SutureCore

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "The whole journey on a private server: a database gone bad, repaired, and taken back exactly.",
        discussion: """
            Starts a throw-away MariaDB or MySQL server in a temporary folder; needs no service, no container and no \
            password, and leaves nothing behind.
            """
    )

    @Option(help: "How many times the sample is stored, from 1 (some 2,000 rows) to thousands.")
    var scale: Int = 1

    @Option(help: "mariadbd or mysqld; without it, the first that is found.")
    var server: String?

    @Flag(help: "Leave the server running, and print how to connect.")
    var keep = false

    func validate() throws {
        guard (1...9_999).contains(scale) else { throw ValidationError("--scale is a number from 1 to 9999.") }
    }

    func run() async throws {
        try await Demo(scale: scale, program: server, keeps: keep).run()
    }
}
