import Subprocess

/// How programs are run: each in a process group of its own, so that what it has started is stopped with it.
enum ProgramGroup {
    /// The options of a run.
    static var options: PlatformOptions {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = teardown
        return options
    }

    /// How a group is stopped.
    static var teardown: [TeardownStep] {
        [.send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(2))]
    }
}
