/// The result cannot be found without waiting for a disk, where other connections would wait too.
struct WouldBlock: Error {
    /// Whether the wait is not for a disk of this machine, so that its time is unbounded.
    let isRemote: Bool
}
