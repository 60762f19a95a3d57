/// What becomes of a column of the survivor when its duplicates go.
public enum FieldRule: Sendable {
    /// It stays as it is.
    case keep
    /// When it is NULL or blank, it takes the first value of the duplicates, in the order of the survivor rules.
    case fillBlank
    /// It becomes the sum over the class.
    case sum
    /// It becomes the largest value of the class.
    case maximum
    /// It becomes the smallest value of the class.
    case minimum
}
