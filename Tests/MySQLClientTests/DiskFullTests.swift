import MySQLClient
import Testing

/// The messages are those of MariaDB 11.8 and MySQL 9.7 on a full disk; `FullDiskTests` fills one.
@Suite struct DiskFullTests {
    @Test(
        arguments: [
            (3, #"Error writing file './d/t.frm' (Errcode: 28 "No space left on device")"#),
            (3, "Error writing file '/tmp/MYfd=32' (OS errno 28 - No space left on device)"),
            (1005, #"Can't create table `d`.`t` (errno: 135 "No more room in record file")"#),
            (1021, #"Disk got full writing '.(temporary)' (Errcode: 28 "No space left on device")"#),
            (1026, "Error writing file 't' (errno: 28 - No space left on device)"),
            (1030, #"Got error 28 "No space left on device" from storage engine InnoDB"#),
            (1030, "Got error 204 - 'No more room in disk' from storage engine"), (1114, "The table 't' is full"),
            (3675, "Create table/tablespace 't' failed, as disk is full"),
        ] as [(UInt32, String)]
    )
    func everyWayOfSayingItIsKnown(code: UInt32, message: String) {
        #expect(MySQLError(code: .init(rawValue: code), message: message).isDiskFull)
    }

    @Test(
        arguments: [
            (13, "Can't get stat of './t28' (OS errno 2 - No such file or directory)"),
            (1005, #"Can't create table `d`.`t` (errno: 150 "Foreign key constraint is incorrectly formed")"#),
            (1026, "Error writing file 't' (errno: 5 - Input/output error)"),
            (1030, #"Got error 168 "Unknown (generic) error from engine" from storage engine CONNECT"#),
            (1064, "You have an error near 'errno: 28'"), (1146, "Table 'd.t28' doesn't exist"),
        ] as [(UInt32, String)]
    )
    func otherFailuresAreNot(code: UInt32, message: String) {
        #expect(!MySQLError(code: .init(rawValue: code), message: message).isDiskFull)
    }
}
