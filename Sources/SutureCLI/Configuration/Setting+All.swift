extension Setting {
    static let url = Setting("url", .text, flag: "--url", variables: ["DATABASE_URL"])
    static let defaultsFile = Setting("defaults_file", .path, flag: "--defaults-file")
    static let host = Setting("host", .text, flag: nil, variables: ["MYSQL_HOST"])
    static let port = Setting("port", .wholeNumber(least: 1), flag: nil, variables: ["MYSQL_TCP_PORT", "MYSQL_PORT"])
    static let socket = Setting("socket", .path, flag: nil, variables: ["MYSQL_UNIX_PORT", "MYSQL_SOCKET"])
    static let user = Setting("user", .text, flag: nil, variables: ["MYSQL_USER"])
    static let database = Setting("database", .text, flag: nil, variables: ["MYSQL_DATABASE"])
    static let password = Setting(
        "password",
        .text,
        flag: nil,
        variables: ["MYSQL_PWD", "MYSQL_PASSWORD"],
        isSecret: true
    )
    static let passwordVariable = Setting("password_env", .text, flag: nil, variables: [])
    static let passwordFile = Setting("password_file", .path, flag: nil, variables: [])

    static let stateSchema = Setting("state_schema", .text, flag: "--state-schema")
    static let lockTimeout = Setting("lock_timeout", .wholeNumber(least: 0), standard: "60", flag: "--lock-timeout")
    static let lease = Setting("lease", .wholeNumber(least: 1), standard: "30", flag: "--lease")
    static let reconnectTimeout = Setting(
        "reconnect_timeout",
        .wholeNumber(least: 0),
        standard: "60",
        flag: "--reconnect-timeout"
    )
    static let chunkRows = Setting("chunk_rows", .wholeNumber(least: 1), standard: "20000", flag: "--chunk-rows")

    /// The retention period for the journals of applied versions; without it, nothing is dropped.
    static let journalKeepDays = Setting("journal_keep_days", .wholeNumber(least: 0), flag: "--keep-days")

    static let replicas = Setting("replicas", .texts, flag: "--replica")
    static let maximumLag = Setting("max_lag", .number(above: 0, most: 86_400), standard: "5", flag: "--max-lag")
    static let replicaTimeout = Setting(
        "replica_timeout",
        .wholeNumber(least: 1),
        standard: "600",
        flag: "--replica-timeout"
    )

    static let backupDirectory = Setting("backup_directory", .path, standard: "backups", flag: "--backup-directory")
    static let dumpProgram = Setting("dump_program", .program, flag: "--dump-program")
    static let backupTimeLimit = Setting(
        "backup_time_limit",
        .wholeNumber(least: 1),
        standard: "3600",
        flag: "--backup-time-limit"
    )

    /// True to require confirmation before data is changed; the only setting that is specific to environments.
    static let protected = Setting("protected", .yesOrNo, standard: "false", flag: nil, variables: [])

    /// The settings for the server and the account.
    static let connection = [
        url, defaultsFile, host, port, socket, user, password, passwordVariable, passwordFile, database,
    ]

    /// The settings of a whole file, in the order in which they are shown.
    static let general =
        connection + [
            stateSchema, lockTimeout, lease, reconnectTimeout, chunkRows, journalKeepDays, replicas, maximumLag,
            replicaTimeout, backupDirectory, dumpProgram, backupTimeLimit,
        ]

    static let all = general + [protected]
}
