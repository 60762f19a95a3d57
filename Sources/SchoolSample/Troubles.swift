extension SchoolSample {
    /// Defects that no repair may decide by itself, so they are installed only on request.
    public struct Troubles: OptionSet, Sendable, Hashable {
        /// The set as bits.
        public let rawValue: Int

        /// Creates a set from its bits.
        public init(rawValue: Int) {
            self.rawValue = rawValue
        }

        /// Students without a user whose email belongs to a user with another id and without a student: three per
        /// block.
        public static let samePersonTwice = Self(rawValue: 1 << 0)

        /// Pairs of students who have each other's email, so that taking the users' values one by one collides: two
        /// pairs per block.
        public static let swappedEmails = Self(rawValue: 1 << 1)
    }
}
