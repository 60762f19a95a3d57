import MySQLClient

/// The initial values of a new user and student.
public struct NewStudentAccount: Sendable {
    /// The values of the user, by column; with the key, unless it is AUTO_INCREMENT.
    public var userColumns: [String: Value]
    /// Further values of the student, by column, in addition to shared ones.
    public var studentColumns: [String: Value]

    /// Creates an account from the values of its columns.
    ///
    /// - Parameters:
    ///   - userColumns: The values of the user, which must make it part of the pair, for example by its role.
    ///   - studentColumns: Further values of the student.
    public init(userColumns: [String: Value], studentColumns: [String: Value] = [:]) {
        self.userColumns = userColumns
        self.studentColumns = studentColumns
    }

    /// Creates an account of the school platform.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - email: The email, which no other account may have.
    ///   - passwordHash: The hash of the password, in the application's format.
    public init(name: String, email: String, passwordHash: String) {
        self.init(userColumns: [
            "name": name.value, "email": email.value, "password": passwordHash.value, "role": "STUDENT".value,
        ])
    }
}
