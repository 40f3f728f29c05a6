package import SystemPackage

/// The failure of a system call: its name and its `errno`.
///
/// Outcomes that a caller expects (nothing to read yet, the peer has closed, no such file) are
/// results of the wrappers and are not thrown as this error.
package struct SystemError: Error, Equatable, CustomStringConvertible {
    /// The C name of the call, such as `bind`.
    package let call: String
    /// The value of `errno` after the call.
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

    /// The call and the C library's text for the error, such as `bind: Address already in use`. For
    /// operators, not for clients.
    package var description: String { "\(call): \(errno)" }
}
