import CLinux

/// How many descriptors this process may have open at the same time: `RLIMIT_NOFILE`.
package enum DescriptorLimit {
    /// The soft limit, which `open(2)`, `socket(2)` and others observe: `getrlimit(2)`.
    package static var current: Int { Int(clinux_descriptor_limit()) }

    /// Raises the soft limit to the hard one: `setrlimit(2)`. Scripts are started with the limit as
    /// it was before.
    /// - Returns: the soft limit then; the old one if it could not be raised.
    @discardableResult
    package static func raise() -> Int { Int(clinux_raise_descriptor_limit()) }
}
