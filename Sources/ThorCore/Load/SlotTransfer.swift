internal import SystemCalls

/// The result of one transfer on a slot of a ``TransportTable``.
enum SlotTransfer {
    /// Number of octets moved, at least one.
    case moved(Int)
    /// No octet can move now; an event will follow.
    case wouldBlock
    /// The peer has ended its stream. Only when receiving.
    case ended
    /// The connection has failed and has to be closed.
    case failed(FailureClass.Cause)

    /// The result of a system call.
    @inline(__always)
    init(_ outcome: SocketTable.Outcome) {
        if let count = outcome.count {
            self = count > 0 ? .moved(count) : .ended
        } else if outcome.wouldBlock {
            self = .wouldBlock
        } else {
            self = .failed(.init(outcome.error))
        }
    }
}
