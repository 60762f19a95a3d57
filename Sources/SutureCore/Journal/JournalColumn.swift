/// Names the columns of a journal table after those of the table that it keeps.
enum JournalColumn {
    enum Role: String {
        case key = "key_"
        case old = "old_"
        case new = "new_"
        /// The key of the row that stays in the place of a deleted one.
        case survivor = "survivor_"
        /// Whether the row referred to nothing by a foreign key before the change.
        case broken = "broken_"
    }

    /// The number of the row within its change; a column of every journal table.
    static let sequence = "suture_sequence"
    /// Whether `down` leaves the row as it stands; a column of every journal table.
    static let kept = "suture_kept"

    /// How many characters the server allows to a name; what a reader takes for one may be several of them.
    private static let longestName = 64

    /// The name of the place that a column, or a foreign key, has in the journal, at most the server's 64 characters.
    static func name(_ role: Role, _ column: String) -> String {
        let name = role.rawValue + column
        guard name.unicodeScalars.count > longestName else { return name }
        // FNV-1a keeps two long names with one beginning apart, and is the same in every process.
        let hash = column.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        let room = min(50, longestName - role.rawValue.count - "_01234567".count)
        return role.rawValue + String(column.unicodeScalars.prefix(room)) + "_" + String(hash, radix: 16)
    }
}
