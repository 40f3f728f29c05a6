/// Spidey in nine moods, drawn for this program.
enum ErrorPicture {
    /// One `<svg>` element.
    static func drawing(of mood: ErrorMood) -> String { "" }
}
