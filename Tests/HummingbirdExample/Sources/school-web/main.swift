import Hummingbird
import MySQLClient
import UserStudentHummingbird
import UserStudentSync

let environment = Environment()
let sync = UserStudentSync(ConnectionPool(try ConnectionConfiguration(url: environment.require("DATABASE_URL"))))
let router = Router()
router.add(
    middleware: EnsureStudentMiddleware(sync) { request, _ in
        // Here a proxy signs users in, and says in a header who it is.
        request.headers.first { $0.name.canonicalName == "x-user-id" }.flatMap { UInt64($0.value) }
    }
)
router.get("courses") { _, _ in "Your courses" }
let address = BindAddress.hostname("127.0.0.1", port: environment.get("PORT", as: Int.self) ?? 8080)
try await Application(router: router, configuration: .init(address: address)).runService()
