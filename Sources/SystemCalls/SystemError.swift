package import SystemPackage

/// A system call that failed: which one, and its `errno`.
///
/// Outcomes that a caller expects (nothing to read yet, the peer has closed, no such file) are
/// results of the wrappers and never arrive as this error.
package struct SystemError: Error, Equatable, CustomStringConvertible {
    /// The C name of the call.
    package let call: String
    /// What `errno` said.
    package let errno: Errno

    /// An error of `call`.
    package init(call: StaticString, errno: Errno) {
        self.call = call.description
        self.errno = errno
    }

    /// Whether descriptors, processes or memory have run out, so that the same may work later.
    package var isExhaustion: Bool {
        switch errno {
        case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory, .noBufferSpace,
            .resourceTemporarilyUnavailable:
            true
        default: false
        }
    }

    /// For an operator's eyes, never for a client's: `bind: Address already in use`.
    package var description: String { "\(call): \(errno)" }
}
