import SutureCore
import SutureRepair

/// Keeps an institution from being stored twice under one name again.
struct UniqueInstitutionName: Migration {
    var steps: [any Step] {
        AddUniqueKey("uq_institutions_name", on: "institutions", columns: ["name"])
    }
}
