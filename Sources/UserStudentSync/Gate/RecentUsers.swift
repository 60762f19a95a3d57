import MySQLClient

/// The users who were admitted a short time ago.
///
/// They are stored in two generations: the older one is discarded as a whole, after half of the lifetime or when the
/// younger one is full.
struct RecentUsers {
    private let lifetime: Duration
    private let generationSize: Int
    private var young: Set<Value> = []
    private var old: Set<Value> = []
    /// The time at which the younger generation began.
    private var start = ContinuousClock.now

    init(lifetime: Duration, capacity: Int) {
        self.lifetime = lifetime
        generationSize = capacity / 2
    }

    /// The number of remembered users.
    var count: Int { young.count + old.count }

    mutating func contains(_ user: Value, at now: ContinuousClock.Instant = .now) -> Bool {
        age(now)
        return young.contains(user) || old.contains(user)
    }

    mutating func insert(_ user: Value, at now: ContinuousClock.Instant = .now) {
        guard generationSize > 0 else { return }
        age(now)
        if young.count == generationSize {
            (old, young) = (young, [])
            start = now
        }
        young.insert(user)
    }

    private mutating func age(_ now: ContinuousClock.Instant) {
        let passed = now - start
        if passed >= lifetime {
            (old, young) = ([], [])
            start = now
        } else if passed >= lifetime / 2 {
            (old, young) = (young, [])
            // Not now: nobody is to be remembered for longer than the lifetime.
            start += lifetime / 2
        }
    }
}
