import MySQLClient

/// What a new user and student begin with.
public struct NewStudentAccount: Sendable {
    /// The values of the user, by column; the key among them where the table does not count it up itself.
    public var userColumns: [String: Value]
    /// Further values of the student, by column, beside those that both share.
    public var studentColumns: [String: Value]

    /// Makes an account from the values of its columns.
    ///
    /// - Parameters:
    ///   - userColumns: The values of the user. They must make it one of the pair, as by its role.
    ///   - studentColumns: Further values of the student.
    public init(userColumns: [String: Value], studentColumns: [String: Value] = [:]) {
        self.userColumns = userColumns
        self.studentColumns = studentColumns
    }

    /// Makes an account of the school platform.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - email: The email, which no other account may have.
    ///   - passwordHash: The hash of the password, by whatever the application hashes it with.
    public init(name: String, email: String, passwordHash: String) {
        self.init(userColumns: [
            "name": name.value, "email": email.value, "password": passwordHash.value, "role": "STUDENT".value,
        ])
    }
}
