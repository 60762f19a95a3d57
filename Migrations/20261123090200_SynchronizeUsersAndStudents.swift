import SutureCore
import SutureRepair

/// Gives every user of role STUDENT a student and every student a user, and brings name and email into step.
///
/// A user that is made here has a password that no password matches: the account cannot be logged into until it is reset.
struct SynchronizeUsersAndStudents: Migration {
    var steps: [any Step] {
        SynchronizePair(
            source: "users",
            partner: "students",
            sharing: ["name", "email"],
            belongs: "role = 'STUDENT'",
            newPartner: [
                "status": "'active'",
                "last_active": "@suture_now",
                "created_at": "t.created_at",
                "updated_at": "t.updated_at",
            ],
            newSource: [
                "role": "'STUDENT'",
                "password": "'!'",
                "status": "'active'",
                "created_at": "t.created_at",
                "updated_at": "t.updated_at",
            ]
        )
    }
}
