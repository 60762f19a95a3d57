/// The parsed name of a migration file: `20261123090000_MergeDuplicateInstitutions.swift`.
struct MigrationFileName: Hashable {
    let file: String
    let version: Int64
    /// The name of the type that the file has to declare.
    let name: String

    /// Names that the generated file, or Swift itself, uses otherwise.
    private static let reservedNames: Set<String> = [
        "Any", "MigrationIndex", "Protocol", "RegisteredMigration", "Self", "Type",
    ]

    private static let example = "20261123090000_MergeDuplicateInstitutions.swift"

    /// Returns whether a file is a migration, or is meant to be one; other files of the target are helpers.
    static func isCandidate(_ file: String) -> Bool {
        file.hasSuffix(".swift") && file.utf8.first.map(isDigit) == true
    }

    /// Parses the name of the file at `path`.
    ///
    /// - Throws: `Diagnostic` with the recommended renaming.
    init(path: String) throws {
        func fault(_ message: String) -> Diagnostic {
            Diagnostic(path: path, message: message)
        }
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let stem = file.hasSuffix(".swift") ? file.dropLast(".swift".count) : file[...]
        let digits = stem.prefix { $0.isASCII && $0.isWholeNumber }
        let rest = stem.dropFirst(digits.count)
        guard digits.count == 14, rest.first == "_" else {
            throw fault(
                "'\(file)' begins with a digit but is not named as a migration. Name it by fourteen digits of UTC "
                    + "date and time, an underscore and the type, such as \(Self.example); a helper begins with a "
                    + "letter."
            )
        }
        let name = String(rest.dropFirst())
        guard Self.isUpperCamelCase(name) else {
            throw fault(
                "'\(name)' in '\(file)' is no UpperCamelCase type name. Use letters A-Z, a-z and digits, beginning "
                    + "with a capital, such as \(Self.example)."
            )
        }
        guard !Self.reservedNames.contains(name) else {
            throw fault("'\(name)' in '\(file)' is a name that Swift or the index needs. Choose another name.")
        }
        do {
            version = try Timestamp(digits: digits).number
        } catch let impossible as Timestamp.Fault {
            throw fault(
                "'\(digits)' in '\(file)' is no date and time: \(impossible.reason). Use YYYYMMDDhhmmss in UTC, such "
                    + "as \(Self.example)."
            )
        }
        self.file = file
        self.name = name
    }

    private static func isUpperCamelCase(_ name: String) -> Bool {
        guard let first = name.first, first.isASCII, first.isUppercase else { return false }
        return name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
}
