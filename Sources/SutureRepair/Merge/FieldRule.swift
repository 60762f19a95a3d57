/// The rule for a column of the survivor when its duplicates are deleted.
public enum FieldRule: Sendable {
    /// It keeps its value.
    case keep
    /// If it is NULL or blank, it takes the first value of the duplicates, in the order of the survivor rules.
    case fillBlank
    /// It becomes the sum over the class.
    case sum
    /// It becomes the largest value of the class.
    case maximum
    /// It becomes the smallest value of the class.
    case minimum
}
