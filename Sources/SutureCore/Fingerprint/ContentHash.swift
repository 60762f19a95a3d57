internal import CCrypto

/// A SHA-256 that grows piece by piece.
package struct ContentHash: ~Copyable {
    private let context: OpaquePointer

    /// Starts an empty hash.
    package init() throws {
        guard let context = EVP_MD_CTX_new() else {
            throw Self.unavailable
        }
        guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            EVP_MD_CTX_free(context)
            throw Self.unavailable
        }
        self.context = context
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    /// Adds a text's bytes.
    package mutating func update(_ text: String) throws {
        var text = text
        try text.withUTF8 { try update(UnsafeRawBufferPointer($0)) }
    }

    /// Adds bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) throws {
        guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
            throw Self.unavailable
        }
    }

    /// Finishes the hash.
    ///
    /// - Returns: Its 64 hexadecimal digits.
    package consuming func finish() throws -> String {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        guard EVP_DigestFinal_ex(context, &digest, &length) == 1 else {
            throw Self.unavailable
        }
        let digits = Array("0123456789abcdef")
        return String(digest.prefix(Int(length)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    /// Returns the hash of one text.
    package static func of(_ text: String) throws -> String {
        var hash = try ContentHash()
        try hash.update(text)
        return try hash.finish()
    }

    private static var unavailable: SutureError {
        SutureError(
            .unsupported,
            "libcrypto cannot compute a SHA-256 here.",
            remedy: "Look whether OpenSSL's policy on this machine forbids SHA-256.",
            outcome: .failed
        )
    }
}
