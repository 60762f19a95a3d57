/// Units that run `suture check`, `suture maintain` or `suture journal prune` periodically, for the schedulers of
/// machines and clusters.
struct ScheduleUnits {
    /// The command to run.
    enum Work: String, CaseIterable {
        case check
        case maintain
        case prune

        /// The purpose, in a unit's description.
        var purpose: String {
            switch self {
            case .check: "whether the database stays as its migrations left it"
            case .maintain: "repair again what has gone bad since the migrations repaired it"
            case .prune: "drop the journals that are past their keeping time"
            }
        }

        /// The default frequency.
        var usualRhythm: Rhythm {
            switch self {
            case .check: .daily
            case .maintain, .prune: .monthly
            }
        }

        /// The words of the command.
        var command: [String] { self == .prune ? ["journal", "prune"] : [rawValue] }
    }

    /// A scheduler.
    enum Scheduler: String, CaseIterable {
        case systemd
        case cron
        case kubernetes
    }

    /// The frequency.
    enum Rhythm: String, CaseIterable {
        case hourly
        case daily
        case weekly
        case monthly
    }

    let work: Work
    let rhythm: Rhythm
    /// The path of the program.
    let program: String
    /// The options of the command.
    let arguments: [String]
    /// The folder with the configuration file.
    let folder: String
    /// The container image with the program in it.
    let image: String

    /// Returns the text of the units of a scheduler.
    func text(for scheduler: Scheduler) -> String {
        switch scheduler {
        case .systemd: systemd
        case .cron: cron
        case .kubernetes: kubernetes
        }
    }

    private var name: String { "suture-\(work.rawValue)" }

    private var systemd: String {
        // In the path of the program, systemd replaces no variable.
        let words = (work.command + arguments).map { Self.systemdQuoted($0, variableSign: "$$") }
        let command = ([Self.systemdQuoted(program, variableSign: "$")] + words).joined(separator: " ")
        let place = folder.replacing("%", with: "%%")
        return """
            # /etc/systemd/system/\(name).service
            [Unit]
            Description=Suture: \(work.purpose)
            Wants=network-online.target
            After=network-online.target

            [Service]
            Type=oneshot
            WorkingDirectory=\(place)
            # DATABASE_URL and other variables; readable by its owner alone.
            EnvironmentFile=-\(place)/environment
            ExecStart=\(command)\(successes)
            # It may write to no folder. For --prometheus, --junit or --backup name a User= in place of DynamicUser, and their
            # folders in ReadWritePaths=.
            DynamicUser=yes
            ProtectSystem=strict
            PrivateTmp=yes
            NoNewPrivileges=yes

            # /etc/systemd/system/\(name).timer
            [Unit]
            Description=Run suture \(work.command.joined(separator: " ")) \(rhythm.rawValue)

            [Timer]
            OnCalendar=\(calendar)
            RandomizedDelaySec=5m
            Persistent=yes

            [Install]
            WantedBy=timers.target

            # systemctl daemon-reload && systemctl enable --now \(name).timer
            """
    }

    /// Makes findings no failure of the unit: they are recorded, and reported by the alert.
    private var successes: String { work == .check ? "\nSuccessExitStatus=2" : "" }

    private var cron: String {
        let command = ([program] + work.command + arguments).map(Self.shellQuoted).joined(separator: " ")
        // A percent sign ends the command in a crontab.
        let line = "cd \(Self.shellQuoted(folder)) && \(command)".replacing("%", with: "\\%")
        return """
            # /etc/cron.d/\(name): what it says is sent by mail when the exit code is not 0.
            MAILTO=root
            \(moment) suture out=$(\(line) 2>&1) || printf '\\%s\\n' "$out"
            """
    }

    private var kubernetes: String {
        // The kubelet would replace $(NAME) by a variable.
        let words = ([program] + work.command + arguments).map { Self.yamlQuoted($0.replacing("$(", with: "$$(")) }
        return """
            apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: \(name)
            spec:
              schedule: "\(moment)"
              concurrencyPolicy: Forbid
              successfulJobsHistoryLimit: 3
              failedJobsHistoryLimit: 3
              jobTemplate:
                spec:
                  # It fails by its exit code, also of findings, and is not tried again.
                  backoffLimit: 0\(deadline)
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: suture
                          image: \(Self.yamlQuoted(image))
                          workingDir: \(Self.yamlQuoted(folder))
                          command: [\(words[0])]
                          args: [\(words.dropFirst().joined(separator: ", "))]
                          env:
                            - name: DATABASE_URL
                              valueFrom:
                                secretKeyRef: {name: suture, key: database-url}
                          securityContext:
                            allowPrivilegeEscalation: false
                            runAsNonRoot: true
            """
    }

    /// The time limit; commands that write have none.
    private var deadline: String { work == .check ? "\n      activeDeadlineSeconds: 3600" : "" }

    private var calendar: String {
        switch rhythm {
        case .hourly: "hourly"
        case .daily: "*-*-* 03:20:00"
        case .weekly: "Mon *-*-* 03:20:00"
        case .monthly: "*-*-01 03:20:00"
        }
    }

    private var moment: String {
        switch rhythm {
        case .hourly: "20 * * * *"
        case .daily: "20 3 * * *"
        case .weekly: "20 3 * * 1"
        case .monthly: "20 3 1 * *"
        }
    }

    private static func systemdQuoted(_ word: String, variableSign: String) -> String {
        let escaped = word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("%", with: "%%")
            .replacing("$", with: variableSign)
        return isPlain(word) ? word : "\"\(escaped)\""
    }

    private static func shellQuoted(_ word: String) -> String {
        isPlain(word) ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }

    private static func yamlQuoted(_ word: String) -> String {
        "\"" + word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private static func isPlain(_ word: String) -> Bool {
        !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=:,".contains($0)) }
    }
}
