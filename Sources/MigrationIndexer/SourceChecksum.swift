internal import CCrypto

/// Returns a source file without a UTF-8 byte order mark, with each CRLF and each lone CR replaced by LF.
///
/// The checksum is computed from this form, so that it is the same on every system that a repository is checked out on.
func normalized(source: [UInt8]) -> [UInt8] {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let carriageReturn = UInt8(ascii: "\r")
    let lineFeed = UInt8(ascii: "\n")
    var result: [UInt8] = []
    result.reserveCapacity(source.count)
    var previous: UInt8 = 0
    for byte in source.starts(with: mark) ? source.dropFirst(mark.count) : source[...] {
        if byte == carriageReturn {
            result.append(lineFeed)
        } else if !(byte == lineFeed && previous == carriageReturn) {
            result.append(byte)
        }
        previous = byte
    }
    return result
}

/// Returns the SHA-256 of bytes as 64 lower-case hexadecimal digits, or nil if libcrypto has no SHA-256.
func sha256(_ bytes: [UInt8]) -> String? {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    guard EVP_Digest(bytes, bytes.count, &digest, &length, EVP_sha256(), nil) == 1 else { return nil }
    let hexadecimal = Array("0123456789abcdef".utf8)
    let digits = digest.prefix(Int(length)).flatMap { [hexadecimal[Int($0 >> 4)], hexadecimal[Int($0 & 15)]] }
    return String(decoding: digits, as: UTF8.self)
}
