/// Names the columns of a journal table after those of the journalled table.
enum JournalColumn {
    enum Role: String {
        case key = "key_"
        case old = "old_"
        case new = "new_"
        /// The key of the survivor of a deleted row.
        case survivor = "survivor_"
        /// True if the row had a dangling reference by a foreign key before the change.
        case broken = "broken_"
    }

    /// The number of the row within its change; a column of every journal table.
    static let sequence = "suture_sequence"
    /// True if `down` leaves the row unchanged; a column of every journal table.
    static let kept = "suture_kept"

    /// The maximum number of characters in a name; a character that a reader sees may consist of several of them.
    private static let longestName = 64

    /// Returns the name in the journal of a column or a foreign key, at most the server's 64 characters.
    static func name(_ role: Role, _ column: String) -> String {
        let name = role.rawValue + column
        guard name.unicodeScalars.count > longestName else { return name }
        // FNV-1a distinguishes two long names with the same prefix, and is the same in every process.
        let hash = column.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        let room = min(50, longestName - role.rawValue.count - "_01234567".count)
        return role.rawValue + String(column.unicodeScalars.prefix(room)) + "_" + String(hash, radix: 16)
    }
}
