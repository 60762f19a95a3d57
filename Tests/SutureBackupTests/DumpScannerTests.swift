import Testing

@testable import SutureBackup

struct DumpScannerTests {
    private static let dump = """
        -- MariaDB dump 10.19

        --
        -- Table structure for table `a``b`
        --

        DROP TABLE IF EXISTS `a``b`;
        CREATE TABLE `a``b` (
          `id` int(11) NOT NULL
        );
        INSERT INTO `a``b` VALUES ('x\\n-- Table structure for table `no`\\nCREATE TABLE `no` (');
        -- Table structure for table `größe`
        CREATE TABLE `größe` (
        -- Temporary table structure for view `view`
        -- Table structure for table `announced`
        CREATE TABLE `other` (
        DELIMITER ;;
        CREATE PROCEDURE `p`()
        BEGIN
        -- Table structure for table `body`
        CREATE TABLE `body` (
        -- Dump completed
        END ;;
        DELIMITER ;
        /*!40101 SET SQL_MODE=@OLD_SQL_MODE */;

        -- Dump completed on 2026-11-23  9:00:00

        """

    private func scan(_ text: String, piece: Int = .max) -> DumpScanner {
        var scanner = DumpScanner()
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            Array(rest.prefix(piece)).withUnsafeBytes { scanner.scan($0) }
            rest = rest.dropFirst(piece)
        }
        return scanner
    }

    @Test(arguments: [1, 2, 7, 64, .max])
    func findsTablesAndTrailerHoweverThePiecesFall(piece: Int) {
        let scanner = scan(Self.dump, piece: piece)
        #expect(scanner.tables == ["a`b", "größe"])
        #expect(scanner.hasTrailer)
    }

    @Test(arguments: [
        "",
        "-- Dump completed on 2026-11-23\nINSERT INTO `t` VALUES (1);\n",
        "INSERT INTO `t` VALUES ('-- Dump completed');\n",
        "DELIMITER ;;\n-- Dump completed\n",
        " -- Dump completed",
        "-- Dump complete",
    ])
    func missesTheTrailer(text: String) {
        #expect(!scan(text).hasTrailer)
    }

    @Test(arguments: ["-- Dump completed", "x\n-- Dump completed\n\n\n", "x\r\n-- Dump completed on today\r\n\r\n"])
    func findsTheTrailerAtTheEnd(text: String) {
        #expect(scan(text).hasTrailer)
    }

    @Test func keepsALineOfManyMegabytesOutOfMemoryAndGoesOnBehindIt() {
        let row = "INSERT INTO `t` VALUES (" + String(repeating: "'0123456789',", count: 400_000) + "1);\n"
        let scanner = scan(
            "-- Table structure for table `t`\nCREATE TABLE `t` (\n\(row)-- Dump completed\n",
            piece: 65_536
        )
        #expect(scanner.tables == ["t"])
        #expect(scanner.hasTrailer)
    }

    /// Most lines are rows, of which nothing is stored, however the pieces are split.
    @Test(arguments: [1, 3, 50, .max])
    func passesRowsOver(piece: Int) {
        let text = """
            -- Sequence structure for `s`
            CREATE SEQUENCE `s` start with 1;
            -- Table structure for table `t`
            CREATE TABLE `t` (
              `id` int(11) DEFAULT nextval(`d`.`s`)
            ) ENGINE=InnoDB;
            INSERT INTO `t` VALUES
            (1),
            (2);
            -- Table structure for table `u`
            CREATE TABLE `u` (
            ) ENGINE=InnoDB;
            -- Dump completed
            """
        let scanner = scan(text, piece: piece)
        #expect(scanner.tables == ["t", "u"])
        #expect(scanner.sequences == ["s"])
        #expect(scanner.namesSequences)
        #expect(scanner.hasTrailer)
        #expect(!scan(text + "\n(3)", piece: piece).hasTrailer)
        #expect(!scan("INSERT INTO `t` VALUES ('nextval(`d`.`s`)');", piece: piece).namesSequences)
    }
}
