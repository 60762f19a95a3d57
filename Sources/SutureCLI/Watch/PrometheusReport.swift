import SutureCore

/// The results of a check in the text format of Prometheus, for the textfile collector of its node exporter.
struct PrometheusReport {
    let database: String
    let results: [WatchResult]
    /// The time of the check in seconds since 1970.
    let seconds: Int

    var text: String {
        let label = "database=\"\(escaped(database))\""
        let found = results.map { "suture_check_findings{\(label),check=\"\($0.topic.rawValue)\"} \($0.count)" }
        let statuses = results.map {
            "suture_check_status{\(label),check=\"\($0.topic.rawValue)\"} \(number($0.status))"
        }
        return """
            # HELP suture_check_findings How much a check has found.
            # TYPE suture_check_findings gauge
            \(found.joined(separator: "\n"))
            # HELP suture_check_status How a check stands: 0 ok, 1 warning, 2 error.
            # TYPE suture_check_status gauge
            \(statuses.joined(separator: "\n"))
            # HELP suture_check_timestamp_seconds When the checks were last made.
            # TYPE suture_check_timestamp_seconds gauge
            suture_check_timestamp_seconds{\(label)} \(seconds)

            """
    }

    private func number(_ status: WatchStatus) -> Int {
        switch status {
        case .ok: 0
        case .warning: 1
        case .error: 2
        }
    }

    private func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
