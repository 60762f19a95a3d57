/// The policy for rows that refer to a deleted account.
public enum ReferencePolicy: Sendable {
    /// The account is not deleted while such rows exist.
    case refuse
    /// The actions of the foreign keys apply; rows that refer without a foreign key prevent the deletion.
    case asDeclared
    /// They are deleted too.
    case delete
    /// Their columns are set to NULL.
    case setNull
}

/// The result of ``UserStudentSync/deleteAccount(userID:references:tables:)``.
public struct DeletionReport: Sendable {
    /// True if the account existed.
    public var wasThere: Bool
    /// The number of rows of other tables that were deleted or set to NULL, by table.
    public var referringRows: [String: Int]
}
