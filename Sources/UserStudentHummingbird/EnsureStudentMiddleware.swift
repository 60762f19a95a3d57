#if Hummingbird
public import Hummingbird
public import MySQLClient
public import UserStudentSync

/// Makes sure that the user of each request has a student, before the request goes on.
///
///     router.add(middleware: EnsureStudentMiddleware(sync) { _, context in context.identity?.id })
///
/// It stands behind the middleware that finds out who is signed in, and before what relies on the student. What it does:
///
/// | the user | the request |
/// |---|---|
/// | nobody is signed in | goes on |
/// | a student, with or without a row | goes on; the row is made or brought into step first |
/// | of another kind, such as a teacher | goes on |
/// | does not exist (any more) | 401 |
/// | makes no student, such as when another account holds the email | 409 |
/// | the database cannot be asked | 503 with `Retry-After`, or goes on, by ``StudentGate/Options/whenUnavailable`` |
/// | the tables are no pair, or the key is of another type | 500 |
///
/// Refusals are thrown as `HTTPError`, so that a middleware before this one can render them; they have no message. Failures
/// are logged by their codes, without a value of a row. When the request's task is cancelled, `CancellationError` is thrown.
/// Event loops are never blocked: the connections of the pool have threads of their own.
public struct EnsureStudentMiddleware<Context: RequestContext>: RouterMiddleware {
    private let gate: StudentGate
    private let user: @Sendable (Request, Context) async throws -> Value?

    /// Makes a middleware.
    ///
    /// - Parameters:
    ///   - sync: What keeps users and students in step.
    ///   - options: What becomes of requests when the database cannot be asked, and for how long users are remembered.
    ///   - user: The key of the user who is signed in; nil when nobody is. What it throws becomes the answer.
    public init<ID: ValueEncodable & Sendable>(
        _ sync: UserStudentSync,
        options: StudentGate.Options = StudentGate.Options(),
        user: @escaping @Sendable (Request, Context) async throws -> ID?
    ) {
        gate = StudentGate(sync, options: options)
        self.user = { try await user($0, $1)?.value }
    }

    /// Makes sure of the student, and calls the next one.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - context: Its context.
    ///   - next: What comes after.
    /// - Returns: The answer of what comes after.
    /// - Throws: `HTTPError` for a refusal, `CancellationError`, or what `user` and `next` throw.
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
