/// One fault of a migration file, in the form that compilers and editors understand.
struct Diagnostic: Error, Hashable, CustomStringConvertible {
    var path: String
    var line: Int = 1
    var column: Int = 1
    /// A description of the problem and the remedy.
    var message: String

    var description: String {
        "\(path):\(line):\(column): error: \(message)"
    }
}
