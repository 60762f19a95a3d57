/// The state transfer of a private cluster: it transfers no data, only the position from which a node catches up.
///
/// A joining node communicates by its script with that of another node, even if the cache of that node has all that it
/// needs. The two scripts meet at a file, since both nodes are on this machine.
enum IncrementalTransfer {
    /// The name by which the server finds the script.
    static let method = "incremental"

    private static let script = """
        #!/bin/sh
        role= address= position= bypass=
        while [ $# -gt 0 ]; do
            case $1 in
            --role) role=$2 ;;
            --address) address=$2 ;;
            --gtid) position=$2 ;;
            --bypass) bypass=yes ;;
            esac
            shift
        done
        file=${0%/*}/$(printf '%s' "${address%%/*}" | tr -c '0-9' _)
        if [ "$role" = joiner ]; then
            rm -f -- "$file"
            trap 'rm -f -- "$file"' EXIT
            echo "ready $address/incremental"
            tries=0
            while [ ! -f "$file" ] && [ "$tries" -lt 1200 ]; do
                sleep 0.05
                tries=$((tries + 1))
            done
            cat "$file"
        else
            # The cache does not reach back far enough, and there is no other way.
            [ "$bypass" = yes ] || exit 22
            echo continue
            echo "$position" > "$file.part" && mv -- "$file.part" "$file"
            echo "done $position"
        fi

        """

    /// Writes the script into the folder of a node.
    static func install(in folder: ServerFolder) throws {
        try folder.write(script, to: folder.path + "/wsrep_sst_\(method)", mode: 0o700)
    }
}
