/// Something cannot be found out without waiting for a disk, and others would wait too.
struct WouldBlock: Error {
    /// Whether it is not a disk of this machine, so that waiting for it may take any time.
    let isRemote: Bool
}
