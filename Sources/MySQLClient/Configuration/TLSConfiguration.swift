/// The encryption of a connection.
public struct TLSConfiguration: Sendable, Hashable {
    /// The requirements for the server, with the names of MySQL's `ssl-mode`.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// Never encrypted.
        case disabled = "DISABLED"
        /// Encrypted over TCP if the server offers it; the certificate is not verified.
        case preferred = "PREFERRED"
        /// Encrypted, or refused before anything of the login is sent; the certificate is not verified.
        ///
        /// A man in the middle can still answer with another server: only ``verifyIdentity`` detects that.
        case required = "REQUIRED"
        /// Encrypted, and the certificate is signed by the given authority.
        case verifyCA = "VERIFY_CA"
        /// Encrypted, signed by the given authority or one that the system trusts, and issued for the host.
        case verifyIdentity = "VERIFY_IDENTITY"
    }

    /// The requirements for the server.
    public var mode: Mode
    /// The file with the certificates of the authorities, in PEM.
    public var certificateAuthority: String?
    /// The file with the client's own certificate, in PEM.
    public var certificate: String?
    /// The file with the key of the client's certificate, in PEM.
    public var key: String?

    /// Creates a configuration; the default is that of MySQL's own clients.
    public init(
        mode: Mode = .preferred,
        certificateAuthority: String? = nil,
        certificate: String? = nil,
        key: String? = nil
    ) {
        self.mode = mode
        self.certificateAuthority = certificateAuthority
        self.certificate = certificate
        self.key = key
    }
}

extension TLSConfiguration.Mode {
    /// True if a connection without TLS is refused.
    var isRequired: Bool {
        switch self {
        case .disabled, .preferred: false
        case .required, .verifyCA, .verifyIdentity: true
        }
    }

    /// Parses a name of `ssl-mode`, in any case and with hyphens or underscores.
    init?(name: String) {
        self.init(rawValue: String(name.uppercased().map { $0 == "-" ? "_" : $0 }))
    }

    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
