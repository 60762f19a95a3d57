import MySQLClient
import SutureRepair

extension SynchronizedPair {
    /// The users and students of the school platform.
    ///
    /// A new student creates a user with a password hash that no password matches: the account cannot be logged into
    /// until its password is reset.
    public static let usersAndStudents = SynchronizedPair(
        source: "users",
        partner: "students",
        sharing: ["name", "email"],
        identifying: ["email"],
        belongs: "role = 'STUDENT'",
        newPartner: ["status": "'ACTIVE'", "last_active": "@suture_now"],
        newSource: ["role": "'STUDENT'", "password": "'!'", "status": "'ACTIVE'"]
    )
}
