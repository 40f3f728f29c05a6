/// What this program is.
package enum Product {
    /// The version of this release, the same as Spidey's.
    package static let version = "0.1.0"
}
