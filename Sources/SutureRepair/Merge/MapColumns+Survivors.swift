import MySQLClient
import SutureCore

extension MapColumns {
    /// Returns the map of a table, as the runner records redirects from it.
    static func survivors(_ table: Table, _ map: Statement) -> SurvivorMap {
        SurvivorMap(map, going: names(table, "o"), staying: names(table, "n"))
    }
}
