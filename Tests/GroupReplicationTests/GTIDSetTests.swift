import MySQLClient
import Testing

@Suite struct GTIDSetTests {
    private let one = "aaaaaaaa-0000-4000-8000-000000000001"
    private let two = "bbbbbbbb-0000-4000-8000-000000000002"

    @Test func neighboursAreJoined() {
        var set = GTIDSet()
        #expect(set.isEmpty)
        for text in ["\(one):1", "\(one):2", "\(one):5-7", "\(two):9", "\(one):4", "\(one):10"] { set.insert(text) }
        #expect(set.description == "\(one):1-2:4-7:10,\(two):9")
        set.insert("\(one):3")
        #expect(set.description == "\(one):1-7:10,\(two):9")
        set.insert("\(one):2-20")
        #expect(set.description == "\(one):1-20,\(two):9")
    }

    @Test func notationOfTheServerIsRead() {
        var set = GTIDSet()
        set.insert("\(two.uppercased()):1-3:7,\n\(one):tag:4-5:other:6")
        #expect(set.description == "\(one):other:6,\(one):tag:4-5,\(two):1-3:7")
        var other = GTIDSet()
        other.insert("\(two):4-6")
        set.formUnion(other)
        #expect(set.description == "\(one):other:6,\(one):tag:4-5,\(two):1-7")
        set.insert("")
        #expect(set.description == "\(one):other:6,\(one):tag:4-5,\(two):1-7")
    }
}
