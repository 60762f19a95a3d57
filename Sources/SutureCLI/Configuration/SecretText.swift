import Foundation

/// Hides passwords in texts for display.
enum SecretText {
    /// Returns whether a URL has a password.
    static func hasPassword(url: String) -> Bool {
        password(in: url) != nil
    }

    /// Returns a URL without its password.
    static func redacted(url: String) -> String {
        guard let range = password(in: url) else { return url }
        return url.replacingCharacters(in: range, with: "…")
    }

    /// Returns a value of a setting as `suture config` shows it.
    static func shown(_ text: String, of setting: Setting) -> String {
        if setting.isSecret { return "(hidden)" }
        switch setting.key {
        case Setting.url.key, Setting.replicas.key: return redacted(url: text)
        default: return text
        }
    }

    private static func password(in url: String) -> Range<String.Index>? {
        guard let start = url.firstRange(of: "://")?.upperBound else {
            // Not a URL at all: nothing of it is shown.
            return url.startIndex..<url.endIndex
        }
        let authority = url[start...].prefix { !"?#".contains($0) }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
            return nil
        }
        return authority.index(after: colon)..<at
    }
}
