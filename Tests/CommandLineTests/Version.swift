/// The shipped versions, oldest first.
enum Version {
    static let mergeInstitutions = "20261123090000"
    static let deleteOrphans = "20261123090100"
    static let synchronizePair = "20261123090200"
    static let uniqueName = "20261123090300"
    static let studentIsUser = "20261123090400"
    static let enrollmentReferences = "20261123090500"
    static let keepInStep = "20261123090600"

    static let all = [
        mergeInstitutions, deleteOrphans, synchronizePair, uniqueName, studentIsUser, enrollmentReferences,
        keepInStep,
    ]
}
