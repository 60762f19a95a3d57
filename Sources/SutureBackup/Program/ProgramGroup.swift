import Subprocess

/// Options for running programs: each in a process group of its own, so that its child processes are stopped with it.
enum ProgramGroup {
    /// The options of a run.
    static var options: PlatformOptions {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = teardown
        return options
    }

    /// The steps that stop a group.
    static var teardown: [TeardownStep] {
        [.send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(2))]
    }
}
