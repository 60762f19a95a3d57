import SutureCore
import SutureRepair

/// Keeps a student from being without a user again.
struct StudentIsUser: Migration {
    var steps: [any Step] {
        AddForeignKey("fk_students_user", on: "students", column: "id", references: "users", onDelete: .cascade)
    }
}
