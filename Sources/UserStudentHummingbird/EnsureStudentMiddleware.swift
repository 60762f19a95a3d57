#if Hummingbird
public import Hummingbird
public import MySQLClient
public import UserStudentSync

/// Ensures that the user of each request has a student, before the request proceeds.
///
///     router.add(middleware: EnsureStudentMiddleware(sync) { _, context in context.identity?.id })
///
/// Add it behind the middleware that authenticates the user, and before handlers that rely on the student. Its effects:
///
/// | the user | the request |
/// |---|---|
/// | nobody is signed in | proceeds |
/// | a student, with or without a row | proceeds; the row is created or synchronized first |
/// | has a different role, such as teacher | proceeds |
/// | does not exist (any more) | 401 |
/// | cannot become a student, for example because another account has the email | 409 |
/// | the database is unavailable | 503 with `Retry-After`, or proceeds, by ``StudentGate/Options/whenUnavailable`` |
/// | the tables are not a valid pair, or the key is of another type | 500 |
///
/// Refusals are thrown as `HTTPError`, so that a middleware before this one can render them; they have no message.
/// Failures are logged by their codes, without a value of a row. When the request's task is cancelled,
/// `CancellationError` is thrown. Event loops are never blocked: the connections of the pool have threads of their own.
public struct EnsureStudentMiddleware<Context: RequestContext>: RouterMiddleware {
    private let gate: StudentGate
    private let user: @Sendable (Request, Context) async throws -> Value?

    /// Creates a middleware.
    ///
    /// - Parameters:
    ///   - sync: The synchronization of users and students.
    ///   - options: The treatment of requests while the database is unavailable, and the time for which users are
    ///   remembered.
    ///   - user: Returns the key of the signed-in user; nil if nobody is signed in. Its error becomes the answer.
    public init<ID: ValueEncodable & Sendable>(
        _ sync: UserStudentSync,
        options: StudentGate.Options = StudentGate.Options(),
        user: @escaping @Sendable (Request, Context) async throws -> ID?
    ) {
        gate = StudentGate(sync, options: options)
        self.user = { try await user($0, $1)?.value }
    }

    /// Ensures the student, and calls the next handler.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - context: Its context.
    ///   - next: The next handler.
    /// - Returns: The answer of the next handler.
    /// - Throws: `HTTPError` for a refusal, `CancellationError`, or the errors of `user` and `next`.
    public func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        if let user = try await user(request, context) {
            let decision = try await gate.admit(user)
            DecisionLog(logger: context.logger).write(decision)
            if case .refused(let refusal) = decision { throw HTTPError(refusal) }
        }
        return try await next(request, context)
    }
}

extension HTTPError {
    fileprivate init(_ refusal: StudentRefusal) {
        var headers = HTTPFields()
        if let retryAfter = refusal.retryAfter {
            headers[.retryAfter] = "\(max(1, retryAfter.components.seconds))"
        }
        self.init(HTTPResponse.Status(code: refusal.httpStatus), headers: headers)
    }
}
#endif
