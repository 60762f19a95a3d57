import ArgumentParser

/// What `up` and `down` do about connections that keep them from changing a table's definition.
struct BlockerOptions: ParsableArguments {
    @Flag(
        help: """
            Kill connections that keep a table from being altered, after the first attempts; never those of replication.
            """
    )
    var killBlockers = false
}
