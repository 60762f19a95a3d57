/// The arguments of a dump program.
///
/// None of them is a secret, and no name is read as an option.
struct DumpArguments {
    /// The arguments in order, without the program.
    let list: [String]

    /// Creates the arguments to dump a database, or some of its tables, to standard output.
    init(vendor: DumpProgram.Vendor, defaultsFile: String, database: String, tables: [String]?) {
        var options = [
            // Programs of both vendors accept this one only as the first argument.
            "--defaults-file=\(defaultsFile)",
            "--single-transaction",
            "--quick",
            "--triggers",
            "--hex-blob",
            "--no-tablespaces",
            "--default-character-set=utf8mb4",
            "--max-allowed-packet=1G",
        ]
        if tables == nil {
            options += ["--routines", "--events"]
        }
        if vendor == .mysql {
            // A dump of one database is no image of the server, so it must not claim the server's transactions.
            options.append("--set-gtid-purged=OFF")
            // Policies belong to the server, as accounts do, and an ordinary account may not read them. The option is
            // new in 9.7; older programs ignore it, because it is loose.
            options.append("--loose-skip-masking-policies")
        }
        list = options + ["--", database] + (tables ?? [])
    }
}
