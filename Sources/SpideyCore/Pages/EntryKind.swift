/// The kind of a directory entry, for a listing and for dispatch.
package enum EntryKind: Sendable {
    case directory
    /// A regular file that is served as it is.
    case file
    /// A regular file that is executed.
    case script
    /// A socket, a device, a FIFO: listed, but never opened and so not linked.
    case other
}
