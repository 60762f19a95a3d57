/// Checks that a migration file declares the type that its name requires.
struct SourceCheck {
    let path: String
    let name: String

    /// Passes if the source declares `struct <name>` where the index can see it.
    ///
    /// - Throws: `Diagnostic` at the wrong declaration, or at the file's head without one.
    func run(on source: [UInt8]) throws {
        let declarations = TypeDeclaration.all(in: source)
        if let declared = declarations.first(where: { $0.name == name && !$0.isNested }) {
            guard declared.keyword == "struct" else {
                throw fault(declared, "'\(name)' is declared as \(declared.keyword). Declare it as a struct.")
            }
            guard !declared.isPrivate else {
                throw fault(declared, "'\(name)' is private to its file. Drop 'private', so that the index sees it.")
            }
        } else if let nested = declarations.first(where: { $0.name == name }) {
            throw fault(nested, "'\(name)' is declared within another type. Move it to the top level of the file.")
        } else if let other = closest(of: declarations) {
            throw fault(
                other,
                "The file's name promises 'struct \(name)', but it declares '\(other.keyword) \(other.name)'. Rename "
                    + "the type or the file."
            )
        } else {
            throw Diagnostic(
                path: path,
                message: "The file declares no 'struct \(name)'. Add 'struct \(name): Migration { … }', or begin the "
                    + "file's name with a letter when it is a helper."
            )
        }
    }

    /// Returns the type that was most likely meant.
    private func closest(of declarations: [TypeDeclaration]) -> TypeDeclaration? {
        let visible = declarations.filter { !$0.isNested }
        return visible.first { $0.mentionsMigration } ?? visible.first { $0.keyword == "struct" } ?? visible.first
    }

    private func fault(_ declaration: TypeDeclaration, _ message: String) -> Diagnostic {
        Diagnostic(path: path, line: declaration.line, column: declaration.column, message: message)
    }
}
