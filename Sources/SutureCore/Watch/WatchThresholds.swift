/// The status of a topic of a watch.
public enum WatchStatus: String, Sendable, Hashable, Codable, Comparable {
    /// The count is below the threshold of a warning.
    case ok
    /// The count reaches the threshold of a warning, but not of an error.
    case warning
    /// The count reaches the threshold of an error.
    case error

    /// An error is more than a warning.
    public static func < (left: WatchStatus, right: WatchStatus) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .ok: 0
        case .warning: 1
        case .error: 2
        }
    }
}

/// The counts from which a topic is a warning or an error.
public struct WatchThresholds: Sendable, Hashable {
    /// The lowest count that is a warning; nil for none.
    public var warning: Int?
    /// The lowest count that is an error; nil for none.
    public var error: Int?

    /// Creates thresholds; by default, any finding is an error.
    public init(warning: Int? = nil, error: Int? = 1) {
        self.warning = warning
        self.error = error
    }

    /// Returns the status of a topic with a count.
    public func status(of count: Int) -> WatchStatus {
        if let error, count >= error { return .error }
        if let warning, count >= warning { return .warning }
        return .ok
    }
}
