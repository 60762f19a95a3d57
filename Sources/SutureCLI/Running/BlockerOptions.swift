import ArgumentParser

/// The options for connections that block `up` and `down` from changing a table's definition.
struct BlockerOptions: ParsableArguments {
    @Flag(
        help: """
            Kill connections that keep a table from being altered, after the first attempts; never those of replication.
            """
    )
    var killBlockers = false
}
