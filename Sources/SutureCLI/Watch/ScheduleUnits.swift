/// Units that run `suture check` at its time, for the schedulers of machines and clusters.
struct ScheduleUnits {
    /// A scheduler.
    enum Scheduler: String, CaseIterable {
        case systemd
        case cron
        case kubernetes
    }

    /// How often the check is made.
    enum Rhythm: String, CaseIterable {
        case hourly
        case daily
        case weekly
    }

    let rhythm: Rhythm
    /// The path of the program.
    let program: String
    /// The options of the check.
    let arguments: [String]
    /// The folder with the configuration file.
    let folder: String
    /// The container image with the program in it.
    let image: String

    /// The text of the units of a scheduler.
    func text(for scheduler: Scheduler) -> String {
        switch scheduler {
        case .systemd: systemd
        case .cron: cron
        case .kubernetes: kubernetes
        }
    }

    /// Findings are no failure of the unit: they are recorded, and told by the alert.
    private var systemd: String {
        let command = ([program, "check"] + arguments).map(Self.systemdQuoted).joined(separator: " ")
        return """
            # /etc/systemd/system/suture-check.service
            [Unit]
            Description=Suture: whether the database stays as its migrations left it
            Wants=network-online.target
            After=network-online.target

            [Service]
            Type=oneshot
            WorkingDirectory=\(folder)
            # DATABASE_URL and other variables; readable by its owner alone.
            EnvironmentFile=-/etc/suture/environment
            ExecStart=\(command)
            SuccessExitStatus=2
            DynamicUser=yes
            ProtectSystem=strict
            PrivateTmp=yes
            NoNewPrivileges=yes

            # /etc/systemd/system/suture-check.timer
            [Unit]
            Description=Run suture check \(rhythm.rawValue)

            [Timer]
            OnCalendar=\(calendar)
            RandomizedDelaySec=5m
            Persistent=yes

            [Install]
            WantedBy=timers.target

            # systemctl daemon-reload && systemctl enable --now suture-check.timer
            """
    }

    private var cron: String {
        let command = ([program, "check"] + arguments).map(Self.shellQuoted).joined(separator: " ")
        // A percent sign ends the command in a crontab.
        let line = "cd \(Self.shellQuoted(folder)) && \(command)".replacing("%", with: "\\%")
        return """
            # /etc/cron.d/suture-check: what the check says is sent by mail when it finds something.
            MAILTO=root
            \(moment) suture out=$(\(line) 2>&1) || printf '\\%s\\n' "$out"
            """
    }

    private var kubernetes: String {
        let words = (["check"] + arguments).map(Self.yamlQuoted).joined(separator: ", ")
        return """
            apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: suture-check
            spec:
              schedule: "\(moment)"
              concurrencyPolicy: Forbid
              successfulJobsHistoryLimit: 3
              failedJobsHistoryLimit: 3
              jobTemplate:
                spec:
                  # Findings end with exit code 2: the job fails, and is not tried again.
                  backoffLimit: 0
                  activeDeadlineSeconds: 3600
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: suture
                          image: \(Self.yamlQuoted(image))
                          command: [\(Self.yamlQuoted(program))]
                          args: [\(words)]
                          env:
                            - name: DATABASE_URL
                              valueFrom:
                                secretKeyRef: {name: suture, key: database-url}
                          securityContext:
                            allowPrivilegeEscalation: false
                            runAsNonRoot: true
            """
    }

    private var calendar: String {
        switch rhythm {
        case .hourly: "hourly"
        case .daily: "*-*-* 03:20:00"
        case .weekly: "Mon *-*-* 03:20:00"
        }
    }

    private var moment: String {
        switch rhythm {
        case .hourly: "20 * * * *"
        case .daily: "20 3 * * *"
        case .weekly: "20 3 * * 1"
        }
    }

    private static func systemdQuoted(_ word: String) -> String {
        let escaped = word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("%", with: "%%")
            .replacing("$", with: "$$")
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
