/// The release from which both programs are built.
package enum Release {
    /// The version of the newest section of CHANGELOG.md, with `-dev` while that is unreleased.
    package static var version: String { "0.3.0-dev" }
}
