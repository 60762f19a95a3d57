/// Whether and how a connection is encrypted.
public struct TLSConfiguration: Sendable, Hashable {
    /// How much is asked of the server, with the names of MySQL's `ssl-mode`.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// Never encrypted.
        case disabled = "DISABLED"
        /// Encrypted over TCP when the server offers it; the certificate is not looked at.
        case preferred = "PREFERRED"
        /// Encrypted, or refused before anything of the login is sent; the certificate is not looked at.
        ///
        /// Whoever sits in between can still answer with a server of his own: only ``verifyIdentity`` sees that.
        case required = "REQUIRED"
        /// Encrypted, and the certificate is signed by the given authority.
        case verifyCA = "VERIFY_CA"
        /// Encrypted, signed by the given authority or one that the system trusts, and made out for the host.
        case verifyIdentity = "VERIFY_IDENTITY"
    }

    /// How much is asked of the server.
    public var mode: Mode
    /// The file with the certificates of the authorities, in PEM.
    public var certificateAuthority: String?
    /// The file with the client's own certificate, in PEM.
    public var certificate: String?
    /// The file with the key of the client's certificate, in PEM.
    public var key: String?

    /// Makes a configuration; without arguments it is that of MySQL's own clients.
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
    /// Whether a connection without TLS is refused.
    var isRequired: Bool {
        switch self {
        case .disabled, .preferred: false
        case .required, .verifyCA, .verifyIdentity: true
        }
    }

    /// Reads a name of `ssl-mode`, in any case and with hyphens or underscores.
    init?(name: String) {
        self.init(rawValue: String(name.uppercased().map { $0 == "-" ? "_" : $0 }))
    }

    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
