import CLinux

/// SIGINT and SIGTERM as events of a descriptor: `signalfd(2)`.
package struct StopDescriptor: ~Copyable {
    private let descriptor: Descriptor

    /// Blocks both signals in the calling thread, ignores SIGPIPE, and opens the descriptor. The
    /// end of the descriptor undoes none of that.
    package init() throws(SystemError) {
        let number = try retrying("signalfd") { clinux_stop_descriptor() }
        descriptor = Descriptor(adopting: number)
    }

    /// The descriptor's number, lent for `poll(2)` or `epoll_ctl(2)`. It becomes readable when one
    /// of the signals arrives.
    package var number: Int32 { descriptor.number }

    /// Reads one signal without waiting.
    /// - Returns: false when none has arrived.
    package func take() -> Bool { clinux_take_stop(descriptor.number) != 0 }
}
