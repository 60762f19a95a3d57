/// What becomes of the rows that refer to an account which is deleted.
public enum ReferencePolicy: Sendable {
    /// The account is not deleted while there are some.
    case refuse
    /// What the foreign keys say; rows that refer by no foreign key stand against the deletion.
    case asDeclared
    /// They are deleted too.
    case delete
    /// Their columns are set to NULL.
    case setNull
}

/// What ``UserStudentSync/deleteAccount(userID:references:tables:)`` has done.
public struct DeletionReport: Sendable {
    /// Whether there was an account.
    public var wasThere: Bool
    /// How many rows of other tables were deleted or set to NULL, by table.
    public var referringRows: [String: Int]
}
