/// How a topic of a watch stands.
public enum WatchStatus: String, Sendable, Hashable, Codable, Comparable {
    /// Less was found than would be a warning.
    case ok
    /// Enough for a warning, and too little for an error.
    case warning
    /// Enough for an error.
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

/// From how many on what is found is a warning or an error.
public struct WatchThresholds: Sendable, Hashable {
    /// The least count that is a warning; nil for none.
    public var warning: Int?
    /// The least count that is an error; nil for none.
    public var error: Int?

    /// Whatever is found is an error, unless said otherwise.
    public init(warning: Int? = nil, error: Int? = 1) {
        self.warning = warning
        self.error = error
    }

    /// How a topic stands of which so much was found.
    public func status(of count: Int) -> WatchStatus {
        if let error, count >= error { return .error }
        if let warning, count >= warning { return .warning }
        return .ok
    }
}
