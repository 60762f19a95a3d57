import MySQLClient
import PrivateServer
import SutureTesting
import Testing

/// One test at a time, as one of them kills the server.
@Suite(.serialized) struct HummingbirdTests {}

extension HummingbirdTests {
    /// The example of the README, as its users meet it.
    @Test(arguments: await TestServers.all())
    func exampleMakesStudentsAndRefusesWhoHasNone(server: TestServer) async throws {
        try await server.withSchema { configuration in
            try await SchoolSchema.install(configuration)
            try await SchoolWeb.with(configuration) { web in
                #expect(try await web.courses(of: nil).body == "Your courses")
                #expect(try await SchoolSchema.students("id <> 900", configuration) == 0)

                try await expectOneStudentOfManyRequests(web, configuration)
                let statuses = try await manyUsersAtOnce(web)
                #expect(statuses == Array(repeating: 200, count: 64))
                #expect(try await SchoolSchema.students("id <= 64 AND name = 'Ada'", configuration) == 64)

                #expect(try await web.courses(of: "4711").status == 401)
                let conflict = try await web.courses(of: "200")
                #expect(conflict.status == 409 && conflict.body.isEmpty)
                #expect(try await web.courses(of: "100").status == 200)
                #expect(try await SchoolSchema.students("id = 100", configuration) == 0)

                let privateServer = try await server.running()
                await privateServer.crash()
                let refused = try await web.courses(of: "4711")
                #expect(refused.status == 503 && refused.retryAfter == "5" && refused.body.isEmpty)
                // A user admitted a moment ago is remembered.
                #expect(try await web.courses(of: "100").status == 200)
                try await privateServer.restart()
                #expect(try await web.courses(of: "4711").status == 401)
            }
        }
    }

    private func expectOneStudentOfManyRequests(
        _ web: HTTPClient,
        _ configuration: ConnectionConfiguration
    ) async throws {
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...64 { group.addTask { try await web.courses(of: "1").status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 200, count: 64))
        #expect(try await SchoolSchema.students("id = 1", configuration) == 1)
    }

    private func manyUsersAtOnce(_ web: HTTPClient) async throws -> [Int] {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for user in 1...64 { group.addTask { try await web.courses(of: "\(user)").status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
