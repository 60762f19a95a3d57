import SutureCore
import SutureRepair

/// Keeps users and students in step, whichever program writes to them, by triggers on the pair that was synchronized.
struct KeepUsersAndStudentsInStep: Migration {
    var steps: [any Step] {
        for case let step as SynchronizePair in SynchronizeUsersAndStudents().steps {
            InstallTriggers(for: step.pair)
        }
    }
}
