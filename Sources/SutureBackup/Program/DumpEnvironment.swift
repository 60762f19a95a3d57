import Foundation
import Subprocess

/// The environment of a dump program: what it needs to run, and nothing that could carry a password or an option.
enum DumpEnvironment {
    private static let inherited: Set<String> = [
        "DYLD_LIBRARY_PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "LIBMYSQL_PLUGIN_DIR",
        "MARIADB_PLUGIN_DIR", "OPENSSL_CONF", "PATH", "SSL_CERT_DIR", "SSL_CERT_FILE", "TMPDIR", "TZ",
    ]

    /// Returns the environment to run a dump program with.
    static func environment(
        from variables: [String: String] = ProcessInfo.processInfo.environment
    ) -> Environment {
        var kept: [Environment.Key: String] = [:]
        for (name, value) in variables where inherited.contains(name) {
            if let key = Environment.Key(rawValue: name) {
                kept[key] = value
            }
        }
        // MySQL's programs read ~/.mylogin.cnf even with --defaults-file, and would prefer its user and host to
        // Suture's.
        kept["MYSQL_TEST_LOGIN_FILE"] = "/dev/null"
        return .custom(kept)
    }
}
