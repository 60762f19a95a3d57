import Testing

@testable import MigrationIndexer

struct SourceCheckTests {
    private func check(_ source: String) throws {
        try SourceCheck(path: "/m/A.swift", name: "Merge").run(on: Array(source.utf8))
    }

    @Test(arguments: [
        "struct Merge: Migration {}",
        "@available(macOS 15, *)\npublic struct\n  /* so /* nested */ */ Merge // here\n{}",
        "struct `Merge` {}",
        "let note = \"a \\\" quote\"; struct Merge {}",
        "let sql = \"\"\"\n  \" struct Other {} \\\"\"\" \\(f(\")\")) {\n  \"\"\"\nstruct Merge {}",
        "let raw = #\" \\\" \\(x) \"# ; struct Merge {}",
        "let raw = ##\"\"\"\n \"\"\"# \\##(g(1)) \"\"\"##\nstruct Merge {}",
        "let expression = #/ \" { /#\nstruct Merge {}",
        "let open = \"never closed\nstruct Merge {}",
        "#if DEBUG\nstruct Other {}\n#endif\nstruct Merge {}",
        "// struct\nextension Int { struct Merge {} }\nstruct Merge {}",
        "let kind = Kind.struct\nstruct Merge {}",
    ])
    func findsTheStruct(source: String) throws {
        try check(source)
    }

    @Test(arguments: [
        ("", 1, 1, "declares no 'struct Merge'"),
        ("// struct Merge {}\n/* struct Merge {} */\n/// struct Merge {}", 1, 1, "declares no 'struct Merge'"),
        ("let s = \"struct Merge {}\"", 1, 1, "declares no 'struct Merge'"),
        ("let s = \"\"\"\n  struct Merge {}\n  \"\"\"", 1, 1, "declares no 'struct Merge'"),
        ("let s = #\"\"\"\n  \"\"\"\n  struct Merge {}\n  \"\"\"#", 1, 1, "declares no 'struct Merge'"),
        ("let s = \"\\({ struct Merge {}; return 1 }())\"", 1, 1, "declares no 'struct Merge'"),
        ("/* /* */ struct Merge {} */", 1, 1, "declares no 'struct Merge'"),
        ("instruct Merge {}", 1, 1, "declares no 'struct Merge'"),
        ("struct MergeAll {}", 1, 8, "it declares 'struct MergeAll'"),
        ("struct Helper {}\n\n  struct Marge: Migration {}", 3, 10, "it declares 'struct Marge'"),
        ("enum Kind {}\nstruct Marge {}", 2, 8, "it declares 'struct Marge'"),
        ("enum Kind {}", 1, 6, "it declares 'enum Kind'"),
        ("final class Merge {}", 1, 13, "declared as class"),
        ("actor Merge {}", 1, 7, "declared as actor"),
        ("fileprivate struct Merge {}", 1, 20, "private to its file"),
        ("enum Steps {\n    struct Merge {}\n}", 2, 12, "within another type"),
    ])
    func tellsWhatIsWrong(source: String, line: Int, column: Int, reason: String) throws {
        let diagnostic = try #require(throws: Diagnostic.self) { try check(source) }
        #expect(diagnostic.description.hasPrefix("/m/A.swift:\(line):\(column): error: "))
        #expect(diagnostic.message.contains(reason))
    }
}
