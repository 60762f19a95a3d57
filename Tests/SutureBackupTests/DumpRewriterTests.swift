import Testing

@testable import SutureBackup

struct DumpRewriterTests {
    /// Rewrites a text in pieces of a size.
    private func rewrite(_ text: String, replacing: Set<String> = [], pieces: Int) -> (String, Set<String>) {
        var rewriter = DumpRewriter()
        rewriter.replaced = replacing
        let bytes = Array(text.utf8)
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            output += rewriter.rewrite(Array(bytes[start..<min(start + pieces, bytes.count)]))
        }
        output += rewriter.finish()
        return (String(decoding: output, as: UTF8.self), rewriter.definers)
    }

    @Test(arguments: [1, 2, 7, 100, 10_000])
    func changesNothingElse(pieces: Int) {
        let text = """
            -- MariaDB dump
            INSERT INTO `t` VALUES ('/*!50013 DEFINER=`a`@`b`'),
            (2,'\(String(repeating: "x", count: 5_000))');
            /*!50013 DEFINER=`a`@`b` SQL SECURITY DEFINER */
            DELIMITER ;;
            CREATE DEFINER=`c`@`%` PROCEDURE `p`()
            BEGIN
            CREATE DEFINER=`d`@`%` VIEW x AS SELECT 1;
            END ;;
            DELIMITER ;

            last
            """
        let (same, definers) = rewrite(text, pieces: pieces)
        #expect(same == text)
        #expect(definers == ["`a`@`b`", "`c`@`%`"])
        let (changed, _) = rewrite(text, replacing: ["`a`@`b`", "`c`@`%`", "`d`@`%`"], pieces: pieces)
        #expect(
            changed
                == text.replacing("\n/*!50013 DEFINER=`a`@`b`", with: "\n/*!50013 DEFINER=CURRENT_USER")
                .replacing("DEFINER=`c`@`%`", with: "DEFINER=CURRENT_USER")
        )
    }

    @Test(arguments: ["/*M!999999\\- enable the sandbox mode */ \n", "/*!999999\\- enable the sandbox mode */\n"])
    func leavesTheSandboxLineOut(line: String) {
        for pieces in [1, 5, 1_000] {
            #expect(
                rewrite(line + "-- dump\n/*!40101 SET x */;\n", pieces: pieces).0 == "-- dump\n/*!40101 SET x */;\n"
            )
        }
    }

    @Test func namesOfAccountsAreRead() {
        #expect(RestoreTarget.parts(of: "`a``b@c`@`%`") == ["a`b@c", "%"])
        #expect(RestoreTarget.parts(of: "`role`") == ["role"])
    }
}
