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

    /// An error of a call that is known only when it has failed.
    init(named call: String, errno: Errno) {
        self.call = call
        self.errno = errno
    }

    /// Whether the process or the system has run out of something that others may give back:
    /// descriptors (`EMFILE`, `ENFILE`), memory (`ENOMEM`, `ENOBUFS`), processes and threads
    /// (`EAGAIN` of a call that makes one), or a program that is being written (`ETXTBSY`). The
    /// same call may succeed later.
    package var isExhaustion: Bool {
        switch errno {
        case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory, .noBufferSpace,
            .textFileBusy:
            true
        case .resourceTemporarilyUnavailable: Self.makers.contains(call)
        default: false
        }
    }

    /// Calls whose `EAGAIN` means that the limit of processes or threads is reached
    /// (`RLIMIT_NPROC`, `pids.max`). For any other call it means that nothing is available yet.
    private static let makers: Set<String> = [
        "vfork", "fork", "clone", "pthread_create", "execve", "execveat",
    ]

    /// The call and the C library's text for the error, such as `bind: Address already in use`. For
    /// operators, not for clients.
    package var description: String { "\(call): \(errno)" }
}
