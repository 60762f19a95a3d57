/// The authentication methods that a server may choose over TCP.
///
/// The server names the plugin, so an impostor could request the password in plain text. A Unix socket leads only to
/// this machine and needs no such list.
struct AuthenticationPlugins {
    let tls: TLSConfiguration
    let isEncrypted: Bool

    var names: [String] {
        // A proof of the password, which is useless to others.
        var names = [
            "mysql_native_password", "client_ed25519", "parsec", "auth_gssapi_client", "caching_sha2_password",
        ]
        // Without TLS it takes a key from the server, each time.
        if isEncrypted { names.append("sha256_password") }
        // The password in plain text.
        if isEncrypted, tls.mode == .verifyCA || tls.mode == .verifyIdentity {
            names += ["mysql_clear_password", "dialog"]
        }
        return names
    }
}
