extension StudentGate {
    /// What becomes of a request when the database cannot be asked.
    public enum UnavailableDatabase: Sendable {
        /// It is refused, with 503 in HTTP: what comes after may rely on the student.
        case refuse
        /// It goes on without a look: what comes after must do without the student.
        case passThrough
    }

    /// How a gate decides.
    public struct Options: Sendable {
        /// What becomes of a request when the database cannot be asked.
        public var whenUnavailable: UnavailableDatabase
        /// How long the database may take, the wait for a free connection included; then it counts as one that cannot be
        /// asked.
        public var timeLimit: Duration
        /// When a refused caller is told to come again, while the database cannot be asked.
        public var retryAfter: Duration
        /// How long a user who was let through goes on without another look.
        ///
        /// So long, a student that another program deletes or changes is not made anew, and a teacher who becomes a student
        /// has none. Zero asks the database on each request.
        public var memory: Duration
        /// How many such users are remembered at most; those who came first are forgotten first.
        public var rememberedUsers: Int

        /// Makes options; without arguments, requests are refused while the database cannot be asked.
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
