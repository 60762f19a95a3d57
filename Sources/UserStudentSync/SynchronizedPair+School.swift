import MySQLClient
import SutureRepair

extension SynchronizedPair {
    /// The users and students of the school platform.
    ///
    /// A student that appears makes a user whose password no password matches: the account cannot be logged into until its
    /// password is reset.
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
