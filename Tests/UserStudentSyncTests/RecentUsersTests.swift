import MySQLClient
import Testing

@testable import UserStudentSync

/// A user admitted by a gate is remembered for a limited time, and the number of users is limited.
@Suite struct RecentUsersTests {
    private let start = ContinuousClock.now

    @Test func noneForLongerThanTheLifetime() {
        // Asked at any time between, as a look moves the generations on.
        for inserted in 0..<60 {
            for looked in [nil] + Array(inserted..<inserted + 60).map(Optional.some) {
                var users = RecentUsers(lifetime: .seconds(60), capacity: 100)
                users.insert(7.value, at: start + .seconds(inserted))
                if let looked { _ = users.contains(7.value, at: start + .seconds(looked)) }
                let isKnown = users.contains(7.value, at: start + .seconds(inserted + 61))
                #expect(!isKnown)
            }
        }
    }

    @Test func eachForHalfOfTheLifetime() {
        for inserted in 0..<60 {
            var users = RecentUsers(lifetime: .seconds(60), capacity: 100)
            users.insert(7.value, at: start + .seconds(inserted))
            let isKnown = users.contains(7.value, at: start + .seconds(inserted + 29))
            #expect(isKnown)
        }
    }

    @Test func neverMoreThanSoMany() {
        var users = RecentUsers(lifetime: .seconds(60), capacity: 10)
        for id in 1...1_000 {
            users.insert(id.value, at: start)
            #expect(users.count <= 10)
        }
        let known = (1...1_000).filter { users.contains($0.value, at: start) }
        #expect(known.count >= 5 && known.last == 1_000)
        #expect(known == Array(1_001 - known.count...1_000))
    }

    @Test(arguments: [0, 1]) func noneWithoutRoom(capacity: Int) {
        var users = RecentUsers(lifetime: .seconds(60), capacity: capacity)
        users.insert(7.value, at: start)
        let isKnown = users.contains(7.value, at: start)
        #expect(!isKnown)
    }
}
