/// A step of a kind of its own that changes any number of definitions, and knows afterwards which.
package protocol DefiningStep: Step {
    /// The definitions that the step has changed, as its plan names them.
    func defined(_ context: StepContext) throws -> [PlannedChange]
}
