extension ConfigurationSources {
    /// Returns the value of a setting as text; nil if no source sets it.
    func text(_ setting: Setting, flag: String? = nil) throws -> String? {
        try value(of: setting, flag: flag.map { [$0] } ?? [])?.text
    }

    /// Returns the value of a setting as a whole number.
    func wholeNumber(_ setting: Setting, flag: Int? = nil) throws -> Int {
        if let flag { return flag }
        return try text(setting).flatMap(Int.init) ?? 0
    }

    /// Returns the value of a setting as a number.
    func number(_ setting: Setting, flag: Double? = nil) throws -> Double {
        if let flag { return flag }
        return try text(setting).flatMap(Double.init) ?? 0
    }

    /// The name of the current environment if it is protected.
    var protectedEnvironment: String? {
        get throws { try text(.protected) == "true" ? environment?.text : nil }
    }
}
