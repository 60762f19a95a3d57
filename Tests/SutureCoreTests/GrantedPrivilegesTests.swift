import SutureCore
import Testing

struct GrantedPrivilegesTests {
    @Test(arguments: [
        ("GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` WITH GRANT OPTION", true),
        ("GRANT SELECT, INSERT, TRIGGER, CREATE ROLE ON *.* TO `a`@`%`", true),
        ("GRANT ALL PRIVILEGES ON `school`.* TO `a`@`localhost`", true),
        (#"GRANT SELECT, TRIGGER ON `sch\_ol`.* TO `a`@`localhost`"#, false),
        ("GRANT SELECT, TRIGGER ON `sch%`.* TO `a`@`localhost`", true),
        ("GRANT TRIGGER ON `school`.`users` TO `a`@`localhost`", true),
        ("GRANT TRIGGER ON `school`.`courses` TO `a`@`localhost`", false),
        ("GRANT SELECT, SHOW VIEW, EVENT ON `school`.* TO `a`@`localhost`", false),
        ("GRANT USAGE ON *.* TO `a`@`localhost` IDENTIFIED BY PASSWORD 'TRIGGER'", false),
        ("GRANT ALL PRIVILEGES ON `other`.* TO `a`@`localhost`", false),
        ("GRANT `TRIGGER`@`%` TO `a`@`localhost`", false),
    ])
    func readsGrants(grant: String, isGranted: Bool) {
        let privileges = GrantedPrivileges(grants: [grant])
        #expect(privileges.hold("TRIGGER", database: "school", table: "users") == isGranted)
    }

    @Test func readsPartialRevokes() {
        let grants = ["GRANT SELECT, TRIGGER ON *.* TO `a`@`%`", "REVOKE TRIGGER ON `school`.* FROM `a`@`%`"]
        let privileges = GrantedPrivileges(grants: grants)
        #expect(!privileges.hold("TRIGGER", database: "school", table: "users"))
        #expect(privileges.hold("SELECT", database: "school"))
        #expect(privileges.hold("TRIGGER", database: "shop", table: "users"))
    }
}
