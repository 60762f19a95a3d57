import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Sends requests to a server on this machine, over HTTP.
struct HTTPClient: Sendable {
    /// The answer of the server.
    struct Answer: Sendable {
        let status: Int
        let retryAfter: String?
        let body: String
    }

    let port: Int
    private let session: URLSession

    init(port: Int) {
        self.port = port
        let configuration = URLSessionConfiguration.ephemeral
        // As many as are asked for go out at once.
        configuration.httpMaximumConnectionsPerHost = 64
        configuration.timeoutIntervalForRequest = 60
        session = URLSession(configuration: configuration)
    }

    /// Requests the courses of a user, or anonymously.
    func courses(of user: String?) async throws -> Answer {
        guard let url = URL(string: "http://127.0.0.1:\(port)/courses") else { throw URLError(.badURL) }
        var request = URLRequest(url: url)
        if let user { request.setValue(user, forHTTPHeaderField: "X-User-ID") }
        let (body, response) = try await session.data(for: request)
        guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
        return Answer(
            status: response.statusCode,
            retryAfter: response.value(forHTTPHeaderField: "Retry-After"),
            body: String(decoding: body, as: UTF8.self)
        )
    }
}
