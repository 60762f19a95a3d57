extension ConfigurationSources {
    /// What a setting is, as text; nil when nobody says anything.
    func text(_ setting: Setting, flag: String? = nil) throws -> String? {
        try value(of: setting, flag: flag.map { [$0] } ?? [])?.text
    }

    /// What a setting is, as a whole number.
    func wholeNumber(_ setting: Setting, flag: Int? = nil) throws -> Int {
        if let flag { return flag }
        return try text(setting).flatMap(Int.init) ?? 0
    }

    /// What a setting is, as a number.
    func number(_ setting: Setting, flag: Double? = nil) throws -> Double {
        if let flag { return flag }
        return try text(setting).flatMap(Double.init) ?? 0
    }

    /// The name of the environment in force when it is a protected one.
    var protectedEnvironment: String? {
        get throws { try text(.protected) == "true" ? environment?.text : nil }
    }
}
