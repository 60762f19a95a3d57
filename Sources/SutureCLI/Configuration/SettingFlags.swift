/// The options of a command that give values for settings.
protocol SettingFlags {
    /// Returns the values of a setting on the command line; empty if there are none.
    func flag(for setting: Setting) -> [String]
}
