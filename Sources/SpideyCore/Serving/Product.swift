/// What the server calls itself, in `Server` fields, pages and scripts' `SERVER_SOFTWARE`.
package enum Product {
    /// The version of this release.
    package static let version = "0.1.0"
    /// `Spidey/VERSION`, a product identifier (RFC 9110 section 10.1.5).
    package static let identifier = "Spidey/" + version
}
