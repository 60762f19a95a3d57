import Foundation

/// A process of this machine, as the system shows it.
struct LocalProcess {
    let identifier: Int32
    let arguments: [String]

    /// Returns the curl that another process has started, or nil.
    static func curl(of parent: Int32) -> LocalProcess? {
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        for number in numbers.compactMap(Int32.init) {
            guard let status = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8),
                let fields = status.split(separator: ")").last?.split(separator: " "), fields.count > 1,
                fields[1] == "\(parent)", fields[0] != "Z",
                let line = try? String(contentsOfFile: "/proc/\(number)/cmdline", encoding: .utf8)
            else { continue }
            let arguments = line.split(separator: "\0").map(String.init)
            if arguments.first?.hasSuffix("/curl") == true {
                return LocalProcess(identifier: number, arguments: arguments)
            }
        }
        return nil
    }
}
