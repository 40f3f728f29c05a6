/// What tells the state of a selected representation from others (RFC 9110 section 8.8).
package struct Validators: Sendable, Equatable {
    /// The entity tag, nil when there is none.
    package var etag: EntityTag?
    /// The modification date in seconds since 1970, nil when there is none.
    package var lastModified: Int?
    /// Whether the origin server knows that two different contents never had this date, so that it
    /// is a strong validator (section 8.8.2.2).
    package var isDateStrong: Bool

    /// Validators; none by default.
    package init(
        etag: EntityTag? = nil, lastModified: Int? = nil, isDateStrong: Bool = false
    ) {
        self.etag = etag
        self.lastModified = lastModified
        self.isDateStrong = isDateStrong
    }
}
