#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Starts processes and waits for them.
enum Spawn {
    /// Starts a program in a process group of its own, whose number is that of the process.
    ///
    /// The program gets no descriptor of this process but `input`, the default action for each signal, and few
    /// variables: those that would configure a server or a client are removed. `input` becomes its standard input; both
    /// outputs are appended to the file `output`.
    static func start(_ arguments: [String], input: Int32, output: String) throws -> Int32 {
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #else
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        #if canImport(Darwin)
        flags |= POSIX_SPAWN_CLOEXEC_DEFAULT
        #else
        for descriptor in descriptors { posix_spawn_file_actions_addclose(&actions, descriptor) }
        #endif
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(flags))

        var process: pid_t = 0
        let result = withCStrings(arguments) { argv in
            withCStrings(environment) { posix_spawn(&process, arguments[0], &actions, &attributes, argv, $0) }
        }
        guard result == 0 else {
            let reason = String(cString: strerror(result))
            throw PrivateServerError(.system, "\(arguments[0]) cannot be started: \(reason).")
        }
        return process
    }

    /// Returns the exit status of a process that was started here, or 128 plus the signal; nil while it runs.
    static func exitStatus(of process: Int32) -> Int32? {
        var status: Int32 = 0
        guard waitpid(process, &status, WNOHANG) != 0 else { return nil }
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    private static var environment: [String] {
        var variables = ["LC_ALL=C"]
        for name in ["PATH", "TMPDIR", "LD_LIBRARY_PATH"] {
            if let value = getenv(name) { variables.append("\(name)=\(String(cString: value))") }
        }
        return variables
    }

    #if !canImport(Darwin)
    /// The descriptors beyond the standard ones that this process may have when the program begins.
    ///
    /// Other threads may open the lowest free ones meanwhile, so those after the highest are closed too; closing one
    /// that is not open is harmless.
    private static var descriptors: ClosedRange<Int32> {
        var highest: Int32 = 2
        if let folder = opendir("/proc/self/fd") {
            defer { closedir(folder) }
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                highest = max(highest, Int32(name) ?? 0)
            }
        }
        return 3...(highest + 256)
    }
    #endif

    private static func withCStrings<R>(
        _ strings: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> R
    ) -> R {
        let pointers = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers)
    }
}
