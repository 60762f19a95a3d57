import Subprocess

/// Decides whether a dump is complete.
///
/// Its exit code alone is not enough: a dump can end successfully and miss data.
struct DumpVerdict {
    let program: DumpProgram
    /// The base tables that the dump has to contain.
    let baseTables: [String]
    /// The sequences that the dump has to contain.
    var sequences: [String] = []
    /// The number of triggers that the dump has to contain.
    var triggers = 0

    /// Throws unless the program succeeded and reported no error, and the dump contains its trailer and every table.
    ///
    /// - Throws: `BackupError` with `.dumpFailed` or `.dumpIncomplete`.
    func check(_ outcome: DumpRun.Outcome, content: DumpFile.Content) throws {
        switch outcome.status {
        case .exited(0):
            break
        case .exited(let code):
            throw failed("\(program.path) failed with exit code \(code).", outcome)
        case .signaled(let signal):
            throw failed("\(program.path) was stopped by signal \(signal).", outcome)
        }
        guard outcome.messages.errors.isEmpty else {
            throw failed("\(program.path) told of an error, although its exit code is 0.", outcome)
        }
        guard content.scanner.hasTrailer else {
            throw incomplete("The dump does not end with '-- Dump completed'.", [])
        }
        let expected = Set(baseTables)
        let missing = expected.subtracting(content.scanner.tables).sorted()
        let unexpected = content.scanner.tables.subtracting(expected).sorted()
        guard missing.isEmpty, unexpected.isEmpty else {
            throw incomplete(
                "The dump does not hold the tables of the schema.",
                missing.map { "missing: \($0)" } + unexpected.map { "not in the schema when the dump began: \($0)" }
            )
        }
        guard content.scanner.sequences == Set(sequences) else {
            throw incomplete(
                "The dump does not hold the sequences of the schema.",
                content.scanner.sequences.symmetricDifference(sequences).sorted()
            )
        }
        guard content.scanner.triggers == triggers else {
            throw incomplete(
                "The dump does not hold the triggers of the schema.",
                ["\(content.scanner.triggers) are in the dump, \(triggers) in the schema when it began"]
            )
        }
    }

    /// The detail for a program that failed without a message, as some do when their connection is killed.
    static let silence = "The program gave no reason."

    private func failed(_ message: String, _ outcome: DumpRun.Outcome) -> BackupError {
        let reasons = outcome.messages.errors
        return BackupError(
            .dumpFailed,
            message,
            remedy: "Mend what the program complains of, and take the backup again.",
            details: reasons.isEmpty ? [Self.silence] : reasons
        )
    }

    private func incomplete(_ message: String, _ details: [String]) -> BackupError {
        BackupError(
            .dumpIncomplete,
            message,
            remedy: "Take the backup again while no tables are created, dropped or renamed.",
            details: details
        )
    }
}
