/// One claim about the sample: a counting query, and the expected count per block.
struct SampleFact: Sendable {
    var claim: String
    var query: String
    var expected: Int

    /// The claims about institutions and the references to them.
    static let ofInstitutions: [SampleFact] = [
        SampleFact(
            claim: "names that are stored more than once",
            query: "SELECT COUNT(*) FROM (SELECT 1 FROM institutions GROUP BY name HAVING COUNT(*) > 1) AS names",
            expected: 2
        ),
        SampleFact(
            claim: "institutions among them",
            query: "SELECT COUNT(*) FROM institutions i JOIN \(copies) c ON c.id = i.id",
            expected: 9
        ),
        SampleFact(
            claim: "copies whose name is written in another way than their survivor's",
            query: """
                SELECT COUNT(*) FROM institutions i JOIN \(copies) c ON c.id = i.id
                JOIN institutions s ON s.id = c.survivor WHERE CAST(s.name AS BINARY) <> CAST(i.name AS BINARY)
                """,
            expected: 5
        ),
        SampleFact(
            claim: "names that begin like those of the copies and are not the same",
            query: """
                SELECT COUNT(*) FROM institutions i LEFT JOIN \(copies) c ON c.id = i.id
                WHERE c.id IS NULL AND (i.name LIKE 'ABC%' OR i.name LIKE 'A.B.C.%' OR i.name LIKE 'XYZ%')
                """,
            expected: 3
        ),
        SampleFact(
            claim: "survivors, by most courses, that have a blank which a copy can fill",
            query: """
                SELECT COUNT(DISTINCT s.id) FROM \(copies) c JOIN institutions i ON i.id = c.id
                JOIN institutions s ON s.id = c.survivor
                WHERE (COALESCE(s.website, '') = '' AND i.website <> '') OR (COALESCE(s.phone, '') = '' AND i.phone <> '')
                """,
            expected: 2
        ),
        SampleFact(
            claim: "survivors, by most courses, that are not the oldest copy",
            query: """
                SELECT COUNT(*) FROM (SELECT survivor, MIN(id) AS oldest FROM \(copies) c GROUP BY survivor) AS classes
                WHERE survivor <> oldest
                """,
            expected: 1
        ),
    ]

    /// The claims about rows that become equal once the copies are merged.
    static let ofCollisions: [SampleFact] = [
        SampleFact(
            claim: "titles that copies share",
            query: "SELECT COUNT(*) FROM (\(sharedTitles)) AS titles",
            expected: 9
        ),
        SampleFact(
            claim: "courses that go when these are merged",
            query: "SELECT SUM(copies - 1) FROM (\(sharedTitles)) AS titles",
            expected: 14
        ),
        SampleFact(
            claim: "enrolments that become equal when these courses are merged",
            query: "SELECT COUNT(*) FROM (\(sharedEnrollments)) AS enrolments",
            expected: 15
        ),
        SampleFact(
            claim: "enrolments that go then",
            query: "SELECT SUM(copies - 1) FROM (\(sharedEnrollments)) AS enrolments",
            expected: 19
        ),
        SampleFact(
            claim: "keys of settings that copies share",
            query: "SELECT COUNT(*) FROM (\(sharedSettings)) AS settings",
            expected: 5
        ),
        SampleFact(
            claim: "settings that go then",
            query: "SELECT SUM(copies - 1) FROM (\(sharedSettings)) AS settings",
            expected: 8
        ),
        SampleFact(
            claim: "partnerships of which both sides are copies",
            query: """
                SELECT COUNT(*) FROM partnerships p JOIN \(copies) c ON c.id = p.institution_id
                JOIN \(copies) d ON d.id = p.partner_id
                """,
            expected: 4
        ),
    ]

    /// The copies with the one of the same name that has the most courses.
    private static let copies = """
        (SELECT i.id, (
            SELECT o.id FROM institutions o WHERE o.name = i.name
            ORDER BY (SELECT COUNT(*) FROM courses k WHERE k.institution_id = o.id) DESC, o.id LIMIT 1
        ) AS survivor
        FROM institutions i WHERE EXISTS (SELECT 1 FROM institutions o WHERE o.name = i.name AND o.id <> i.id))
        """

    private static let sharedTitles = """
        SELECT c.survivor, k.title, COUNT(*) AS copies FROM courses k JOIN \(copies) c ON c.id = k.institution_id
        GROUP BY c.survivor, k.title HAVING COUNT(*) > 1
        """

    private static let sharedEnrollments = """
        SELECT c.survivor, k.title, e.student_id, COUNT(*) AS copies FROM enrollments e
        JOIN courses k ON k.id = e.course_id JOIN \(copies) c ON c.id = k.institution_id
        GROUP BY c.survivor, k.title, e.student_id HAVING COUNT(*) > 1
        """

    private static let sharedSettings = """
        SELECT c.survivor, s.setting_key, COUNT(*) AS copies FROM institution_settings s
        JOIN \(copies) c ON c.id = s.institution_id
        GROUP BY c.survivor, s.setting_key HAVING COUNT(*) > 1
        """
}
