import Testing

@testable import SutureRepair

/// The ways in which columns are named after tables.
@Suite struct NamingConventionTests {
    private func isNamed(_ column: String, after table: String, prefix: String? = nil) -> Bool {
        !NamingConvention.candidates(for: column).isDisjoint(with: NamingConvention.forms(of: table, prefix: prefix))
    }

    @Test(arguments: [
        "institution_id", "institutionId", "InstitutionID", "institutionid", "INSTITUTION_ID", "institution",
        "institutions",
        "owner_institution_id", "ownerInstitutionId", "id_institution", "institutions_id",
    ])
    func recognizes(column: String) {
        #expect(isNamed(column, after: "institutions"))
        #expect(column.contains("institutions") || isNamed(column, after: "Institution"))
        #expect(isNamed(column, after: "app_institutions", prefix: "app"))
    }

    @Test(arguments: ["id", "institution_name", "preinstitution_id", "institutional_id", "constitution_id", "owner_id"])
    func leavesOthers(column: String) {
        #expect(!isNamed(column, after: "institutions"))
    }

    @Test func comparesNamesOfSeveralWords() {
        #expect(isNamed("course_category_id", after: "course_categories"))
        #expect(isNamed("courseCategoryId", after: "CourseCategories"))
        #expect(isNamed("main_course_category_id", after: "coursecategories"))
        #expect(isNamed("category_id", after: "categories"))
        #expect(isNamed("class_id", after: "classes"))
        #expect(isNamed("course_category_id", after: "categories"))
    }

    @Test func findsThePrefixThatMostTablesShare() {
        #expect(NamingConvention.sharedPrefix(of: ["app_users", "app_courses", "app_rooms", "versions"]) == "app")
        #expect(NamingConvention.sharedPrefix(of: ["app_users", "app_courses"]) == nil)
        #expect(NamingConvention.sharedPrefix(of: ["user_roles", "course_rooms", "rooms"]) == nil)
    }
}
