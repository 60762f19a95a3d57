import MySQLClient

/// The option file with the connection of a dump program: the account, the password, the place and the TLS mode.
///
/// It is passed as `--defaults-file`, so that nothing of it is in the process list or the environment, and no other
/// option file can change the dump.
struct DefaultsFile {
    /// The text of the file.
    let text: String

    /// Writes the options of a connection in the syntax of `vendor`'s programs.
    ///
    /// - Throws: `BackupError` with `.invalidRequest` for a value that no option file can hold.
    init(_ configuration: ConnectionConfiguration, vendor: DumpProgram.Vendor) throws {
        var options: [(name: String, value: String?)] = [("user", configuration.user)]
        if let password = configuration.password {
            options.append(("password", password.reveal()))
        }
        if let socket = configuration.socket {
            options += [("protocol", "socket"), ("socket", socket)]
        } else {
            options += [("protocol", "tcp"), ("host", configuration.host), ("port", String(configuration.port))]
        }
        options += Self.tlsOptions(configuration.tls, vendor: vendor)
        text =
            try "[client]\n"
            + options.map { option in
                guard let value = option.value else { return option.name + "\n" }
                return "\(option.name)=\(try Self.quoted(value, for: option.name))\n"
            }
            .joined()
    }

    private static func tlsOptions(
        _ tls: TLSConfiguration,
        vendor: DumpProgram.Vendor
    ) -> [(name: String, value: String?)] {
        let files = [
            ("ssl-ca", tls.certificateAuthority), ("ssl-cert", tls.certificate), ("ssl-key", tls.key),
        ]
        .compactMap { name, path in path.map { (name: name, value: Optional($0)) } }
        if vendor == .mysql {
            return [("ssl-mode", tls.mode.rawValue)] + files
        }
        switch tls.mode {
        case .disabled:
            return [("skip-ssl", nil)]
        case .verifyCA, .verifyIdentity:
            // MariaDB's programs have one kind of verification, that of the authority and the name together.
            return [("ssl", nil), ("ssl-verify-server-cert", nil)] + files
        default:
            return [("ssl", nil), ("disable-ssl-verify-server-cert", nil)] + files
        }
    }

    /// Returns a value in quotes, with the escapes of option files.
    private static func quoted(_ value: String, for option: String) throws -> String {
        guard !value.unicodeScalars.contains("\0") else {
            throw BackupError(
                .invalidRequest,
                "The \(option) of the connection contains a NUL character.",
                remedy: "Use a \(option) without it."
            )
        }
        // By scalars: a quote with a combining accent is one character, but still a quote to the program.
        let escapes: [UnicodeScalar: String] = ["\\": "\\\\", "\"": "\\\"", "\n": "\\n", "\r": "\\r", "\t": "\\t"]
        return "\"" + value.unicodeScalars.map { escapes[$0] ?? String($0) }.joined() + "\""
    }
}
