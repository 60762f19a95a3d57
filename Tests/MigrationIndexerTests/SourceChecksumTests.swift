import Testing

@testable import MigrationIndexer

struct SourceChecksumTests {
    /// The vectors of FIPS 180-4.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func agreesWithKnownVectors(text: String, expected: String) {
        #expect(sha256(Array(text.utf8)) == expected)
    }

    @Test(arguments: ["a\r\nb\r\n", "a\rb\r", "a\r\nb\n", "\u{FEFF}a\nb\n", "\u{FEFF}a\r\nb\r"])
    func isTheSameForAllLineEndings(text: String) throws {
        #expect(normalized(source: Array(text.utf8)) == Array("a\nb\n".utf8))
    }

    @Test(arguments: ["a\n\nb\n", "a\nb", "a\n b\n", "a\r\n\r\nb\n", "a\nb\n\u{FEFF}"])
    func changesWithAnythingElse(text: String) throws {
        #expect(normalized(source: Array(text.utf8)) != Array("a\nb\n".utf8))
    }

    @Test func keepsBlankLinesOfEveryKind() {
        #expect(normalized(source: Array("a\r\r\n\n\rb".utf8)) == Array("a\n\n\n\nb".utf8))
    }

    @Test func entriesOfOneSourceAgreeWhateverTheLineEndings() throws {
        let path = "/m/20261123090000_A.swift"
        let plain = try MigrationEntry(path: path, file: Array("// x\nstruct A {}\n".utf8))
        let windows = try MigrationEntry(path: path, file: Array("\u{FEFF}// x\r\nstruct A {}\r\n".utf8))
        let classic = try MigrationEntry(path: path, file: Array("// x\rstruct A {}\r".utf8))
        #expect(windows.checksum == plain.checksum)
        #expect(classic.checksum == plain.checksum)
        #expect(plain.checksum.utf8.count == 64)
    }
}
