package import Foundation

extension Process {
    /// Starts the process.
    ///
    /// - Returns: Its exit status, once it has ended; after a signal, the negative number of the signal.
    /// - Throws: An error of the system if the program cannot be started.
    package func startAndWatch() throws -> AsyncStream<Int32> {
        let (ends, continuation) = AsyncStream.makeStream(of: Int32.self)
        terminationHandler = { process in
            let status = process.terminationStatus
            continuation.yield(process.terminationReason == .exit ? status : -status)
            continuation.finish()
        }
        try run()
        return ends
    }
}
