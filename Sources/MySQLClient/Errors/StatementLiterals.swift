/// Returns the statement as shown in an error: without string literals, with white space folded, cut at 300 characters.
///
/// Binds are never in the text; a literal can be a password or a value of a row, so it is not in errors either.
func hidingLiterals(in sql: String, limit: Int = 300) -> String {
    var result = ""
    var count = 0
    var characters = sql.unicodeScalars.makeIterator()
    var pending = characters.next()
    while let scalar = pending {
        pending = characters.next()
        switch scalar {
        case "'", "\"":
            pending = skipLiteral(quote: scalar, first: pending, &characters)
            result += "'…'"
            count += 3
        case " ", "\n", "\t", "\r":
            guard result.last != " " else { continue }
            result += " "
            count += 1
        default:
            result.unicodeScalars.append(scalar)
            count += 1
        }
        if count >= limit { return result + "…" }
    }
    return result
}

/// Skips a literal whose opening quote was read; returns the following character.
private func skipLiteral(
    quote: Unicode.Scalar,
    first: Unicode.Scalar?,
    _ characters: inout String.UnicodeScalarView.Iterator
) -> Unicode.Scalar? {
    var pending = first
    while let scalar = pending {
        pending = characters.next()
        if scalar == "\\" {
            pending = characters.next()
        } else if scalar == quote {
            guard pending == quote else { return pending }
            pending = characters.next()
        }
    }
    return nil
}
