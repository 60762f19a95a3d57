/// The options of a command that set something.
protocol SettingFlags {
    /// What the command line says about a setting; empty when it says nothing.
    func flag(for setting: Setting) -> [String]
}
