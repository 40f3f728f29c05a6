import SystemCalls

/// This program.
package enum Product {
    /// The version of this release, the same as Spidey's.
    package static var version: String { Release.version }
}
