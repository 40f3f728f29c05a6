import CLinux

extension Descriptor {
    /// A `unix(7)` stream socket connected to the one that listens at `path`, non-blocking.
    /// - Throws: the error of `socket(2)` or `connect(2)`: `EAGAIN` when the backlog is full,
    ///   `ENAMETOOLONG` for a path of more than 107 bytes.
    package static func connectedLocally(to path: String) throws(SystemError) -> Descriptor {
        Descriptor(
            adopting: try retrying("connect") {
                unsafe path.withCString { unsafe clinux_connect_local($0) }
            })
    }
}
