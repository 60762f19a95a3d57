extension StudentGate {
    /// The treatment of a request while the database is unavailable.
    public enum UnavailableDatabase: Sendable {
        /// It is refused, with 503 in HTTP: later handlers may rely on the student.
        case refuse
        /// It proceeds without a check: later handlers must do without the student.
        case passThrough
    }

    /// The options of a gate.
    public struct Options: Sendable {
        /// The treatment of a request while the database is unavailable.
        public var whenUnavailable: UnavailableDatabase
        /// The time limit for the database, including the wait for a free connection; then it counts as unavailable.
        public var timeLimit: Duration
        /// The time after which a refused caller may retry, while the database is unavailable.
        public var retryAfter: Duration
        /// The time for which an admitted user proceeds without another check.
        ///
        /// During that time, a student that another program deletes or changes is not restored, and a teacher who
        /// becomes a student has none. Zero checks the database on each request.
        public var memory: Duration
        /// The maximum number of remembered users; the oldest are forgotten first.
        public var rememberedUsers: Int

        /// Creates options; by default, requests are refused while the database is unavailable.
        public init(
            whenUnavailable: UnavailableDatabase = .refuse,
            timeLimit: Duration = .seconds(5),
            retryAfter: Duration = .seconds(5),
            memory: Duration = .seconds(60),
            rememberedUsers: Int = 10_000
        ) {
            self.whenUnavailable = whenUnavailable
            self.timeLimit = timeLimit
            self.retryAfter = retryAfter
            self.memory = memory
            self.rememberedUsers = rememberedUsers
        }
    }
}
