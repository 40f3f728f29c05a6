import CLinux

extension Descriptor {
    /// Opens a file for writing. It is emptied, or created with mode 0666 less the umask: `open(2)`
    /// `O_CREAT | O_TRUNC`.
    /// - Parameter path: named by a user; symbolic links are followed.
    package static func openForWriting(_ path: String) throws(SystemError) -> Descriptor {
        Descriptor(
            adopting: try retrying("open") {
                unsafe path.withCString { unsafe clinux_open_write($0) }
            })
    }
}
