import ArgumentParser
import Foundation
import SutureCore

struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Write the next migration from a template, with its test.",
        discussion: "Needs no database: suture new \"merge duplicate institutions\" --template merge"
    )

    @Argument(help: "What it does, in a few words.")
    var title: String

    @Option(help: "\(MigrationTemplate.allCases.map(\.rawValue).joined(separator: ", ")).")
    var template: MigrationTemplate = .blank

    @Option(help: "The folder of the migrations.")
    var directory: String = "Migrations"

    @Option(help: "The folder of their tests.")
    var tests: String = "Tests/MigrationTests"

    @Option(help: "The module of the migrations, which their tests import.")
    var module: String = MigrationTemplate.ownModule

    func validate() throws {
        guard !typeName.isEmpty, typeName.first?.isLetter == true else {
            throw ValidationError(
                "The title needs words that begin with a letter, such as \"merge duplicate institutions\"."
            )
        }
    }

    /// The words of the title as the name of a type.
    private var typeName: String {
        title.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
            .map { $0.prefix(1).uppercased() + $0.dropFirst() }
            .joined()
    }

    func run() throws {
        let files = FileManager.default
        guard files.fileExists(atPath: directory) else {
            throw SutureError(
                SutureError.Code(rawValue: "directory-missing"),
                "There is no folder \(directory) here.",
                remedy: "Run this at the top of the package, or name the folder with --directory."
            )
        }
        let existing = try files.contentsOfDirectory(atPath: directory)
        if let taken = existing.first(where: { $0.hasSuffix("_\(typeName).swift") }) {
            throw SutureError(
                SutureError.Code(rawValue: "name-taken"),
                "\(directory)/\(taken) has that name already.",
                remedy: "Choose another title; two migrations cannot be one type."
            )
        }
        let test = "\(tests)/\(typeName)Tests.swift"
        guard !files.fileExists(atPath: test) else {
            throw SutureError(
                SutureError.Code(rawValue: "name-taken"),
                "\(test) is there already.",
                remedy: "Choose another title, or move that file away."
            )
        }
        let version = Self.nextVersion(after: existing)
        let file = "\(directory)/\(version)_\(typeName).swift"
        let summary = title.prefix(1).uppercased() + title.dropFirst() + "."
        do {
            try files.createDirectory(atPath: tests, withIntermediateDirectories: true)
            try template.test(name: typeName, version: version, module: module)
                .write(toFile: test, atomically: true, encoding: .utf8)
            try template.source(name: typeName, summary: summary)
                .write(toFile: file, atomically: true, encoding: .utf8)
        } catch {
            try? files.removeItem(atPath: test)
            throw SutureError(
                SutureError.Code(rawValue: "directory-not-writable"),
                "\(file) and \(test) cannot be written.",
                remedy: "Check the folders and their permissions, or name others with --directory and --tests."
            )
        }
        Terminal.print(file)
        Terminal.print(test)
    }

    /// Returns the current UTC time, or a second after the newest version if that is later.
    private static func nextVersion(after files: [String]) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "yyyyMMddHHmmss"
        let now = formatter.string(from: Date())
        let newest = files.map { String($0.prefix(14)) }.filter { $0.count == 14 && $0.allSatisfy(\.isNumber) }.max()
        guard let newest, newest >= now, let date = formatter.date(from: newest) else { return now }
        return formatter.string(from: date.addingTimeInterval(1))
    }
}
