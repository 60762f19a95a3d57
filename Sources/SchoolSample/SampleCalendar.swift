/// Fixed times, so that the sample is the same at every installation.
enum SampleCalendar {
    /// Returns a time of creation: 2024 or 2025.
    static func created(_ seed: Int) -> String {
        "\(2024 + seed / 12 % 2)-\(padded(seed % 12 + 1))-\(padded(seed * 5 % 28 + 1)) \(clock(seed))"
    }

    /// Returns a time of a change after every creation: the first half of 2026.
    static func updated(_ seed: Int) -> String {
        "2026-\(padded(seed % 6 + 1))-\(padded(seed * 11 % 28 + 1)) \(clock(seed * 3 + 1))"
    }

    /// Returns a time with microseconds in the first half of 2026.
    static func instant(_ seed: Int) -> String {
        "\(updated(seed)).\(padded((seed * 7_919 + 13) % 1_000_000, width: 6))"
    }

    /// Returns a day between 2024 and 2026.
    static func day(_ seed: Int) -> String {
        "\(2024 + seed % 3)-\(padded(seed * 7 % 12 + 1))-\(padded(seed * 3 % 28 + 1))"
    }

    private static func clock(_ seed: Int) -> String {
        "\(padded(7 + seed % 13)):\(padded(seed * 17 % 60)):\(padded(seed * 29 % 60))"
    }

    /// Returns a number with leading zeros.
    static func padded(_ number: Int, width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
